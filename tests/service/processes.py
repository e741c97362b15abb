"""The service as processes of its own, that can be killed, frozen, and counted."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_MARK = "OEUVRE_TEST_MARK"
_RUN = "from service.cli.commands import main; main()"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


class Processes:
    """Processes of ``oeuvre`` over one database, and all that they start themselves.

    Args:
        url: of the database.
        folder: where their output goes.
        settings: ``OEUVRE_…`` without its start.
    """

    def __init__(self, url: str, folder: Path, **settings: object) -> None:
        self.url = url
        self.folder = folder
        self.port = free_port()
        self.mark = secrets.token_hex(8)
        self.started: list[subprocess.Popen[bytes]] = []
        self._environment = {
            **os.environ,
            _MARK: self.mark,
            "OEUVRE_LOG": "json",
            **{f"OEUVRE_{k.upper()}": str(v) for k, v in settings.items()},
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One more, such as ``worker``."""
        output = self.folder / f"{self.mark}-{len(self.started)}.log"
        with output.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", _RUN, *arguments, "--database", self.url],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def serve(self) -> subprocess.Popen[bytes]:
        """The server, on ``port``."""
        return self.start("serve", "--port", str(self.port))

    @property
    def address(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}"

    def texts(self) -> Iterator[str]:
        """Everything that each of them wrote."""
        for path in sorted(self.folder.glob(f"{self.mark}-*.log")):
            yield path.read_text(encoding="utf-8")

    def logged(self, message: str) -> list[dict[str, Any]]:
        """Lines of their logs with this message."""
        found = []
        for text in self.texts():
            for line in text.splitlines():
                if line.startswith("{") and line.endswith("}"):
                    said = json.loads(line)
                    if said.get("message") == message:
                        found.append(said)
        return found

    def alive(self) -> set[int]:
        """Every process that is there because of these, whoever started it."""
        found = set()
        wanted = f"{_MARK}={self.mark}".encode()
        for path in Path("/proc").iterdir():
            if not path.name.isdecimal():
                continue
            try:
                is_ours = wanted in (path / "environ").read_bytes().split(b"\0")
                is_dead = (path / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"
            except OSError:
                continue  # it ended while we looked
            if is_ours and not is_dead:
                found.add(int(path.name))
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pid in self.alive():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        for process in self.started:
            process.wait()
