"""The same conversations in a terminal, for one person at a time."""
