"""Access tokens: which are trusted, how they are verified, and whom they speak for."""
