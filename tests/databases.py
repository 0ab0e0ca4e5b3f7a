"""Fixtures: a migrated database for each test, on SQLite and on a PostgreSQL of our own."""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from feedback.store import migrate

SUPERUSER = "desk"
TEMPLATE = "migrated"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database: the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite file."""
    file = tmp_path / "desk.sqlite"
    shutil.copyfile(migrated_file, file)
    return url_of(file)


@pytest.fixture
def postgres_url(migrated_postgres: "Postgres") -> str:
    """A migrated, empty PostgreSQL database."""
    return migrated_postgres.url(migrated_postgres.create(TEMPLATE))


@pytest.fixture
def empty_postgres_url(postgres: "Postgres") -> str:
    """A PostgreSQL database without any table."""
    return postgres.url(postgres.create())


def url_of(file: Path) -> str:
    """Fast, because nothing here has to survive a power cut."""
    return f"sqlite+aiosqlite:///{file}?synchronous=off"


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("database") / "migrated.sqlite"
    migrate_now(url_of(file))
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres: "Postgres") -> "Postgres":
    postgres.create(name=TEMPLATE)
    migrate_now(postgres.url(TEMPLATE))
    return postgres


def migrate_now(url: str) -> None:
    """In a thread, so that the event loop of the tests is not disturbed."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(migrate(url))).result()


@pytest.fixture(scope="session")
def postgres() -> Iterator["Postgres"]:
    """A server of our own, reached through a socket in its own folder, gone with the session."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt install postgresql)")
    owner = unprivileged_user()
    if owner is None:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres or nobody")
    # Not pytest's own folder: the path of a socket has to be short.
    folder = Path(tempfile.mkdtemp(prefix="desk-pg-"))
    server = Postgres(programs, folder, owner, count(1))
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Postgres:
    programs: Path
    folder: Path
    owner: str
    numbers: Iterator[int]

    def start(self) -> None:
        shutil.chown(self.folder, self.owner)
        data = self.folder / "data"
        self._as_owner("initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "-N")
        settings = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c max_connections=60"
        log = self.folder / "log"
        self._as_owner("pg_ctl", "-D", data, "-l", log, "-o", settings, "-w", "start")

    def stop(self) -> None:
        data = self.folder / "data"
        if (data / "postmaster.pid").exists():
            self._as_owner("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")

    def create(self, template: str = "template0", *, name: str | None = None) -> str:
        """Nobody drops them: they go with the server."""
        name = name or f"desk_{next(self.numbers)}"
        self._run("createdb", "-h", self.folder, "-U", SUPERUSER, "-T", template, name)
        return name

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://{SUPERUSER}@/{name}?host={self.folder}"

    def _as_owner(self, program: str, *arguments: str | Path) -> None:
        as_owner = ("runuser", "-u", self.owner, "--") if os.geteuid() == 0 else ()
        self._run(program, *arguments, before=as_owner)

    def _run(self, program: str, *arguments: str | Path, before: Sequence[str] = ()) -> None:
        command = [*before, str(self.programs / program), *map(str, arguments)]
        # Output goes to a file: the server inherits it, and a pipe would never be closed.
        with (self.folder / "output").open("a+") as output:
            done = subprocess.run(
                command,
                check=False,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            output.seek(0)
            assert done.returncode == 0, output.read()


def find_programs() -> Path | None:
    """The newest PostgreSQL of Debian's, or the one on the PATH."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda initdb: int(initdb.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def unprivileged_user() -> str | None:
    """Whom the server runs as."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {user.pw_name for user in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)
