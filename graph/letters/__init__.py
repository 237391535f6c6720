"""Letters as files: PDF, and the links by which they are asked."""
