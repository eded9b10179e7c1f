"""Pictures in SVG: a design as every front end draws it, the words SVG is made of, the colours for light and dark."""
