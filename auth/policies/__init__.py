"""Whose rows: pure functions of who asks and of what, which give a proof that it may be asked, or refuse."""
