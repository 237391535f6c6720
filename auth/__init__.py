"""Who is asking, and what that role may see."""
