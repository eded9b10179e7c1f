"""Draw a journey as boxes and lines on a grid of cells."""
