"""The disclosure log from outside: whether it is whole, how long it is kept, who used it for what."""
