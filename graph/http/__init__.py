"""HTTP: from a request to a reply, for queries and for downloads, and the documents that are trusted."""
