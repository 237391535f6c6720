"""The peers: other GraphQL servers of the same questions, over the same database, configured for production."""
