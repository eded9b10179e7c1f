"""Views of progress: each a picture, a table, and a page that stands by itself."""
