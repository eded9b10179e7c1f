"""Everything that a person touches: command line, terminal app, notebook widgets, publishing, local journey API."""

from designer.own_packages import load_own_packages

load_own_packages()
