"""Everything that a person touches: command line, terminal app, notebook widgets, publishing, local journey API."""
