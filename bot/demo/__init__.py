"""A believable desk to try everything on: invented people, tickets and words."""
