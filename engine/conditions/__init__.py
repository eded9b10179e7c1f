"""Conditions on events: the mongo dialect and Segment's query language."""
