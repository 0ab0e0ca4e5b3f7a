"""One folder for each platform, each with the same four verbs: listen, read, write, send."""
