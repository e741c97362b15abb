"""The worked order, at work, for use cases called directly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.living import Life, living_copy


@pytest.fixture(scope="module")
def shared_life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """One service for the tests of a module, which undo what they do."""
    folder: Path = tmp_path_factory.mktemp("life")
    with living_copy(folder) as found:
        yield found
