"""What a follow-up says was refused: kept with its lot, needed again, paid by nobody; the buyer decides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from service.db import repositories
from service.usecases import delivered_lots, orders
from tests.plans import worked_plan
from tests.service.living import WORKED, Life
from tests.service.running import API, CONSORTIUM

O = f"{API}/orders/{WORKED}"  # noqa: E741 - every address of this file begins so
_HEADER = (
    "Atelier;Semaine;Produit;Opération;N° de lot;Qté produite;Livré le;Qté livrée;"
    "Qté refusée par le client;N° BL\n"
)


def followup(refused: str = "50", units: str = "300", lot: str = "V-1") -> bytes:
    """A follow-up of one lot."""
    row = f"vestali;2020-W17;mask;finishing;{lot};300;24/04/2020;{units};{refused};BL-1\n"
    return (_HEADER + row).encode()


def send(life: Life, content: bytes, who: str = "workshop_a") -> Any:
    """Have a follow-up read and applied."""
    client = life.running.client(who)
    data = {"kind": "followup", "workshop": "vestali"}
    found = client.post(
        f"{O}/imports", data=data, files=[("file", ("suivi.csv", content, "text/csv"))]
    ).json()
    if found.get("state") == "asking":
        answer = client.put(
            f"{O}/imports/{found['id']}/answers",
            json={"accept": True},
            headers={"If-Match": f'"{found["version"]}"'},
        )
        found = answer.json()
    assert found.get("state") == "ready", found
    headers = {"If-Match": f'"{found["version"]}"'}
    return client.post(f"{O}/imports/{found['id']}/apply", headers=headers)


def lots(life: Life) -> list[tuple[str, str, str, str]]:
    """Number, units, refused units and state of each lot."""
    rows = life.get("coordinator", "/lots")
    return [(x["number"], x["units"], x["refused_units"], x["state"]) for x in rows]


def counted(life: Life) -> tuple[Decimal, Decimal | None, list[Decimal]]:
    """Units of the first milestone not accepted yet, refused units told, units that statements count."""
    with life.running.database.reading() as session:
        order = repositories.order(session, CONSORTIUM, WORKED)
        assert order is not None
        problem = orders.problem(session, order).problem
        assert problem is not None
        left = delivered_lots.undelivered(session, order, problem)["masks-1"]
        rows = delivered_lots.declared(session, order, problem).rows
        told = next((r.refused_units for r in rows if r.delivered_units), None)
        records = delivered_lots.records(session, order, problem, worked_plan())
        return left, told, [r.accepted_units for r in records if r.day.isoformat() == "2020-04-24"]


def test_refused_units_are_kept_with_their_lot_and_needed_again(life: Life) -> None:
    life.adopted()
    before, _, _ = counted(life)
    applied = send(life, followup())
    assert applied.status_code == 200, applied.text
    assert lots(life) == [("V-1", "300", "50", "delivered")]
    # Nothing is accepted before the buyer says so; what is made again is known at once.
    assert counted(life) == (before, Decimal(50), [])
    (lot,) = life.get("buyer", "/lots")
    life.post("buyer", f"/lots/{lot['id']}/steps", step="accept_lot")
    assert counted(life) == (before - 250, Decimal(50), [Decimal(250)])


def test_the_buyer_may_refuse_all_of_it(life: Life) -> None:
    life.adopted()
    before, _, _ = counted(life)
    send(life, followup())
    (lot,) = life.get("buyer", "/lots")
    life.post("buyer", f"/lots/{lot['id']}/steps", step="refuse_lot", reason="Décousus")
    assert counted(life) == (before, Decimal(300), [Decimal(0)])
    # The next follow-up that says so changes nothing; one that says otherwise is refused.
    same = send(life, followup(refused="300"))
    assert same.status_code == 200, same.text
    assert lots(life) == [("V-1", "300", "50", "refused")]
    other = send(life, followup(refused="10"))
    assert other.status_code == 409
    assert lots(life) == [("V-1", "300", "50", "refused")]


def test_what_the_file_changes_is_put_back(life: Life) -> None:
    life.adopted()
    first = send(life, followup(refused=""))
    assert lots(life) == [("V-1", "300", "0", "delivered")]
    second = send(life, followup(refused="20")).json()
    assert lots(life) == [("V-1", "300", "20", "delivered")]
    client = life.running.client("workshop_a")
    headers = {"If-Match": f'"{second["version"]}"'}
    undone = client.post(f"{O}/imports/{second['id']}/undo", headers=headers)
    assert undone.status_code == 200, undone.text
    assert lots(life) == [("V-1", "300", "0", "delivered")]
    assert first.status_code == 200


def test_a_file_without_a_word_of_it_changes_nothing(life: Life) -> None:
    life.adopted()
    send(life, followup(refused="20"))
    send(life, followup(refused="", units="320"))
    assert lots(life) == [("V-1", "320", "20", "delivered")]


@pytest.mark.parametrize("refused", ["301", "-1", "2.5"])
def test_no_more_is_refused_than_was_delivered(life: Life, refused: str) -> None:
    life.adopted()
    lot = {
        "workshop": "vestali",
        "number": "V-1",
        "demand": "masks-1",
        "units": "300",
        "delivered_on": "2020-04-24",
        "refused_units": refused,
    }
    life.refused("workshop_a", "/lots", 422, **lot)
    lot["refused_units"] = "300"
    assert life.post("workshop_a", "/lots", **lot)["refused_units"] == "300"
