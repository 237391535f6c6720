"""What vouches for anybody, on a developer's own machine only."""
