"""What all bodies of requests have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Asked(BaseModel):
    """A body of a request: a field that does not exist is a mistake to be told, not to be ignored."""

    model_config = ConfigDict(extra="forbid")
