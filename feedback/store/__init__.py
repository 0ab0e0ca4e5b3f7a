"""Where the desk keeps what it knows: the only room of the domain that speaks SQL."""

from feedback.store.connection import Changes, Tally
from feedback.store.desk import Clock, NewId
from feedback.store.migrations.run import migrate
from feedback.store.opening import Store, open_store

__all__ = ["Changes", "Clock", "NewId", "Store", "Tally", "migrate", "open_store"]
