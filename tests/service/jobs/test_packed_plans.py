"""Plans kept small beside the answer of a study."""

from __future__ import annotations

import base64
import zlib

import pytest

from optimizer import dossier
from service.jobs import packed_plans
from tests.plans import worked_plan


def test_a_plan_comes_back_as_it_was() -> None:
    plan = worked_plan()
    packed = packed_plans.packed(plan)
    assert packed_plans.unpacked(packed) == plan
    assert len(packed) < len(dossier.plan_to_json(plan))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "é",
        "abc",
        base64.b85encode(b"no zlib").decode(),
        base64.b85encode(zlib.compress(b"\xff\xfe")).decode(),
        base64.b85encode(zlib.compress(b"{}")).decode(),
    ],
)
def test_what_is_no_plan_is_none(text: str | None) -> None:
    assert packed_plans.unpacked(text) is None
