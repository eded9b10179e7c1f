"""Reports on people, in tables of words, numbers and bars: what engine.insight counts, for any front end to draw."""
