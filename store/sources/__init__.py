"""Events as people bring them: files and folders, compressed or not, in containers, in columns."""
