"""Where tickets come from: signed events from outside, and logs of the past."""
