"""Published reports as files, and the links by which they are asked."""
