"""Alembic migrations; a version imports nothing of ours."""
