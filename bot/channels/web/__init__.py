"""The local web chat: one page where one person can play everybody at the desk, live."""
