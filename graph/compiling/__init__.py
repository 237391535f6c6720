"""The parts of graph/compiler.py: how a plan's closures are made, one noun a module."""
