"""HTTP: the server, what stands around the applications, and what it says of itself."""
