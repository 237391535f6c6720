"""What is stored, and every SQL statement."""
