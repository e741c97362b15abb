"""The worked order, at work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.living import Life, living_copy


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """A service of its own with the worked order in draft."""
    with living_copy(tmp_path) as found:
        yield found
