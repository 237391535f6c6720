"""`python -m portal.operations`: write anew what is generated from the operations."""

from portal.operations import HERE, MANIFEST, manifest
from portal.operations.generation import modules

for path, text in {MANIFEST: manifest(), **modules()}.items():
    (HERE / path).write_text(text, encoding="utf-8")
