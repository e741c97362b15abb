"""Secrets: passwords, links, tokens. Only hashes are ever kept."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from pwdlib import PasswordHash

# A person chooses at least so many characters; more than that many would only cost us time.
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    """A hash that no password has: who does not exist takes as long to refuse as who does."""
    return _hasher().hash(secrets.token_urlsafe(32))


def hash_password(password: str) -> str:
    """Argon2 hash of a password."""
    return _hasher().hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was hashed; takes as long when there is none."""
    given = password[:LONGEST_PASSWORD]
    if kept is None:
        _hasher().verify(given, _nobody())
        return False
    return _hasher().verify(given, kept)


def new_secret() -> str:
    """A secret for a link, a session or a program: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """What is kept of such a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()
