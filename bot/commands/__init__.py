"""What the command line does, as plain functions that a test can call."""
