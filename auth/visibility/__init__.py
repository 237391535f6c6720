"""What each role may see: a table for each aggregate, which policy.py puts together."""
