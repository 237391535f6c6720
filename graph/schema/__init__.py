"""The schema: what one can ask, declared."""
