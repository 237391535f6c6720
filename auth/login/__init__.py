"""Logging in: the identity providers, and the sessions that come of it."""
