"""JSON Schema of the documents that people write, as ``waypost schema`` prints it."""
