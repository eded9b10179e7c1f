"""Assistants: designs through the Model Context Protocol, with the same judge as for everybody else."""
