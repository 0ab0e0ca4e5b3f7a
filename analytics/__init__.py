"""Experience in numbers: from a question in plain words to an answer with its n and its interval."""
