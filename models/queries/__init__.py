"""The questions that are put to the database, one noun a module."""
