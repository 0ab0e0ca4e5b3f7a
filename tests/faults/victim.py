"""The real server in a process of its own, which is killed and started again, and what it wrote."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

PATIENCE = 90.0
"""Seconds in which something must get settled after the last kill, for as long as anything waits:
how fast that goes, others decide, such as Slack's limits."""
SOON = timedelta(minutes=1)
WAITING = """
SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending') AND due_at <= :soon)
     + (SELECT count(*) FROM timers WHERE due_at <= :soon)
     + (SELECT count(*) FROM news WHERE laid_aside_at IS NULL)
     + (SELECT count(*) FROM raw_events WHERE handled_at IS NULL)
"""
Values = Sequence[object] | Mapping[str, object]


class Victim:
    """On one port and one database for all its lives."""

    def __init__(self, folder: Path, port: int, environment: Mapping[str, str]) -> None:
        self.file = folder / "desk.sqlite"
        self.url = f"sqlite+aiosqlite:///{self.file}?synchronous=normal"
        self.base = f"http://127.0.0.1:{port}"
        self.alive = asyncio.Event()
        self._log = folder / "server.log"
        self._environment = {
            **os.environ,
            "SINCERELY_DATABASE__URL": self.url,
            "SINCERELY_SERVER__PORT": str(port),
            "SINCERELY_LOGGING__LEVEL": "warning",
            **environment,
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "serve",
                env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip
        async with asyncio.timeout(60), httpx.AsyncClient() as client:
            while True:
                if self._process.returncode is not None:
                    raise RuntimeError(f"the server did not start:\n{self.log()[-3000:]}")
                with suppress(httpx.HTTPError):
                    if (await client.get(f"{self.base}/readyz")).status_code == 200:
                        break
                await asyncio.sleep(0.05)
        self.alive.set()

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Politely."""
        code = await self._end(signal.SIGTERM)
        assert code == 0, f"a polite stop ended with {code}:\n{self.log()[-3000:]}"

    async def _end(self, sign: signal.Signals) -> int:
        assert self._process is not None
        self.alive.clear()
        self._process.send_signal(sign)
        return await self._process.wait()

    def end(self) -> None:
        """Whatever went wrong: nothing of ours goes on."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    def log(self) -> str:
        return self._log.read_text()

    def read(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """What is committed now."""
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    async def settled(self) -> None:
        """Until nothing waits any more, or nothing moves."""
        least = await asyncio.to_thread(self._waiting)
        until = time.monotonic() + PATIENCE
        while least and time.monotonic() < until:
            await asyncio.sleep(0.2)
            waiting = await asyncio.to_thread(self._waiting)
            if waiting < least:
                least, until = waiting, time.monotonic() + PATIENCE

    def _waiting(self) -> int:
        soon = (datetime.now(UTC) + SOON).strftime("%Y-%m-%d %H:%M:%S")
        [(waiting,)] = self.read(WAITING, {"soon": soon})
        return int(waiting)


async def killing(
    victim: Victim,
    kills: int,
    chance: random.Random,
    load: asyncio.Task[Any],
    pause: tuple[float, float],
) -> int:
    """So many times, while there is load; returns how often it was. `pause` is the least and the
    most in seconds between the moment when the server answers and the next kill."""
    for done in range(kills):
        await asyncio.sleep(chance.uniform(*pause))
        if load.done():
            return done
        await victim.kill()
        await victim.start()
        if (done + 1) % 10 == 0:
            print(f"{done + 1} kills …", file=sys.stderr)
    return kills
