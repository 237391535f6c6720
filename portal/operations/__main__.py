"""`python -m portal.operations`: write the manifest anew."""

from portal.operations import main

main()
