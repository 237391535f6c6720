"""`python -m server` is the same as `doelgroepregister`."""

from server.cli import main

main()
