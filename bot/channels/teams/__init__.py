"""Microsoft Teams: what is said there becomes a turn, and cards become Adaptive Cards."""
