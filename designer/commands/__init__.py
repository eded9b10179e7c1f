"""The commands of ``waypost``, a module for each kind of work."""
