"""The command line: commands, exit codes, progress bars and the demo."""
