"""Read, run and judge scenario files."""
