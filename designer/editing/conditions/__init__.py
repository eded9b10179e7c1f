"""Read and write conditions as people type them: rows, text, values, and what to offer at the cursor."""
