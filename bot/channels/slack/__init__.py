"""Slack: what is said there becomes a turn, and cards become Block Kit."""
