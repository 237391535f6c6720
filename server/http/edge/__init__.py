"""What every request passes before anything else looks at it: its header, its body, and whether there is room."""
