"""A whole copy of an SQLite file before its tables are changed, and its end some time later."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from glob import escape
from itertools import count
from pathlib import Path

MARK = ".before-"


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
    name = f"{file.name}{MARK}{revision}"
    names = (name if n == 1 else f"{name}-{n}" for n in count(1))
    return next(path for each in names if not (path := file.with_name(each)).exists())


def copies_of(file: Path) -> dict[Path, datetime]:
    """The copies beside the file, and when each was made."""
    found = {copy: copy.stat().st_mtime for copy in file.parent.glob(f"{escape(file.name)}{MARK}*")}
    return {copy: datetime.fromtimestamp(made, UTC) for copy, made in sorted(found.items())}


def let_go(file: Path, before: datetime) -> int:
    """Delete the copies made before then: they still hold whoever has been erased since."""
    old = [copy for copy, made in copies_of(file).items() if made < before]
    for copy in old:
        copy.unlink(missing_ok=True)
    return len(old)
