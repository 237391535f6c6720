"""Commands: each reads, lets the rules decide, and writes all of it or nothing."""
