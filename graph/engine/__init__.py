"""How an operation is answered: read within limits, validated, planned for a role, and run."""
