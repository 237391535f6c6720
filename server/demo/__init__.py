"""The demo data: invented persons and employers."""
