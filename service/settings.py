"""Settings of the service, from the environment; every one has a default that works on one machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_PREFIX = "OEUVRE_"


class WrongSettingError(ValueError):
    """A variable of the environment says what cannot be; the text names it and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the service runs.

    Attributes:
        database_url: SQLAlchemy address; a file beside the working directory by default.
        base_url: what links in messages start with.
        session_days, invitation_days, reset_hours: how long each lasts.
        login_tries: wrong passwords allowed per address and account in ``login_minutes``.
        upload_bytes: largest file accepted.
        body_bytes: largest request accepted that is no file.
        disk_megabytes: ``/ready`` says so when less is left where the database is.
        log: ``text`` for people, ``json`` for programs; ``log_detail`` keeps the text of exceptions,
            which may hold personal data.
        workers: plans solved at the same time inside ``oeuvre serve``; 0 leaves them to ``oeuvre worker``.
        lease_seconds: after so long without news a worker is taken for dead.
        is_https: cookies are sent over https only.
    """

    database_url: str = "sqlite:///oeuvre.db"
    host: str = "127.0.0.1"
    port: int = 8000
    base_url: str = ""
    session_days: int = 14
    invitation_days: int = 14
    reset_hours: int = 4
    login_tries: int = 8
    login_minutes: int = 15
    upload_bytes: int = 20_000_000
    body_bytes: int = 2_000_000
    disk_megabytes: int = 500
    log: Literal["text", "json"] = "text"
    log_detail: bool = False
    workers: int = 1
    lease_seconds: int = 15
    is_https: bool = False

    @property
    def link_base(self) -> str:
        """Start of a link to this service, without a slash at its end."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    def invitation_link(self, secret: str) -> str:
        """The page where somebody takes up an invitation."""
        return f"{self.link_base}/invitation/{secret}"

    def password_link(self, secret: str) -> str:
        """The page where somebody chooses a new password."""
        return f"{self.link_base}/mot-de-passe/{secret}"

    @property
    def database_file(self) -> Path | None:
        """The file of an SQLite database; None for another database or one in memory."""
        start = "sqlite:///"
        path = self.database_url.removeprefix(start)
        if not self.database_url.startswith(start) or path in ("", ":memory:"):
            return None
        return Path(path)


_WHOLE = {
    "port": (0, 65_535),
    "session_days": (1, 366),
    "invitation_days": (1, 366),
    "reset_hours": (1, 168),
    "login_tries": (1, 1_000),
    "login_minutes": (1, 1_440),
    "upload_bytes": (1_000, 1_000_000_000),
    "body_bytes": (1_000, 100_000_000),
    "disk_megabytes": (0, 10_000_000),
    "workers": (0, 64),
    "lease_seconds": (2, 3_600),
}
_TRUE, _FALSE = ("1", "true", "yes", "oui"), ("0", "false", "no", "non", "")


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that ``OEUVRE_…`` variables ask for.

    Raises:
        WrongSettingError: a value that cannot be, with its name.
    """
    given = os.environ if environment is None else environment
    found: dict[str, object] = {}
    for name in ("database_url", "host", "base_url"):
        if given.get(_PREFIX + name.upper(), "").strip():
            found[name] = given[_PREFIX + name.upper()].strip()
    for name, (lowest, highest) in _WHOLE.items():
        text = given.get(_PREFIX + name.upper(), "").strip()
        if text:
            found[name] = _whole(_PREFIX + name.upper(), text, lowest, highest)
    text = given.get(_PREFIX + "LOG", "").strip().lower()
    if text:
        if text not in ("text", "json"):
            raise WrongSettingError(f"OEUVRE_LOG: « {text} »; expected text or json")
        found["log"] = text
    return Settings(
        **found,  # type: ignore[arg-type]
        is_https=_yes(given, "HTTPS"),
        log_detail=_yes(given, "LOG_DETAIL"),
    )


def _yes(given: Mapping[str, str], name: str) -> bool:
    text = given.get(_PREFIX + name, "").strip().lower()
    if text not in (*_TRUE, *_FALSE):
        raise WrongSettingError(f"{_PREFIX}{name}: « {text} »; expected 1 or 0")
    return text in _TRUE


def _whole(name: str, text: str, lowest: int, highest: int) -> int:
    try:
        value = int(text)
    except ValueError:
        value = lowest - 1
    if not lowest <= value <= highest:
        raise WrongSettingError(f"{name}: « {text} »; expected a number from {lowest} to {highest}")
    return value
