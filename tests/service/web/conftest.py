"""An order at work for the pages: small, with plans, money terms and everybody's costs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.living import Life, living_copy


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    """A copy of its own for each test."""
    with living_copy(tmp_path) as found:
        yield found
