"""How the tables came to be, revision by revision, and how a database is brought up to date."""
