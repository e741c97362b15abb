"""Secrets: passwords, links, tokens. Only hashes are ever kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from functools import cache
from typing import Final

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

# A person chooses at least so many characters; more than that many would only cost us time.
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
# Each hash takes 64 MiB for a moment: strangers must not make us take more than a few at once.
_AT_ONCE: Final = threading.BoundedSemaphore(4)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    """A hash that no password has: who does not exist takes as long to refuse as who does."""
    return _hasher().hash(secrets.token_urlsafe(32))


def hash_password(password: str) -> str:
    """Argon2 hash of a password."""
    with _AT_ONCE:
        return _hasher().hash(password)


def is_password(password: str, kept: str | None) -> bool:
    """Whether a password is the one that was hashed; takes as long when there is none."""
    is_known = kept is not None and len(password) <= LONGEST_PASSWORD
    with _AT_ONCE:
        try:
            found = _hasher().verify(
                password[:LONGEST_PASSWORD], kept if is_known and kept is not None else _nobody()
            )
        except UnknownHashError:
            return False
    return found and is_known


def new_secret() -> str:
    """A secret for a link, a session or a program: 256 bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """What is kept of such a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def seal(text: str, secret: str) -> str:
    """What only who knows a secret can write under a text: 128 bits of its HMAC, in hexadecimal."""
    key, said = secret.encode(errors="surrogatepass"), text.encode(errors="surrogatepass")
    return hmac.new(key, said, hashlib.sha256).hexdigest()[:32]


def is_sealed(text: str, found: str, secret: str) -> bool:
    """Whether a seal is that of a text."""
    return hmac.compare_digest(seal(text, secret).encode(), found.encode(errors="surrogatepass"))
