"""Change one design: the editing session, selection, edits, forms, and conditions as they are typed."""
