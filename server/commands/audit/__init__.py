"""The commands of `audit`, one a file."""
