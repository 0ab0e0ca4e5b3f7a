"""How people at a desk say things, as phrases: regular expressions over plain lower-case words."""
