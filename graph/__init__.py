"""The schema, and how an operation is answered."""
