"""One module for each ticket system whose own language we read."""
