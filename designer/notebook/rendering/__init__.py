"""Render views of progress as HTML, SVG and data frames."""
