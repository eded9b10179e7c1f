"""What makes the documentation: references, pictures and notebooks."""
