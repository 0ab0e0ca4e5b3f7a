"""A whole copy of an SQLite file before its tables are changed."""

import shutil
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path


def back_up(file: Path, revision: str) -> Path | None:
    """The copy beside the file, `desk.sqlite.before-0002`; None where there is nothing to lose."""
    if not file.exists():
        return None
    with closing(sqlite3.connect(file)) as database:
        if not database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            return None
        copy = _free_name(file, revision)
        copy.touch(mode=0o600)  # nobody else may read it, not even while it is being written
        database.execute("VACUUM INTO ?", (str(copy),))
    shutil.copymode(file, copy)
    return copy


def _free_name(file: Path, revision: str) -> Path:
    name = f"{file.name}.before-{revision}"
    names = (name if n == 1 else f"{name}-{n}" for n in count(1))
    return next(path for each in names if not (path := file.with_name(each)).exists())
