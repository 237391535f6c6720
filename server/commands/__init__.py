"""The commands: what each of the command line does, one a file."""
