"""Payment states say the same to each role, and what is passed on is said net."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.living import SPEAKS, Life, living_copy
from tests.service.web.visiting import send, visit

_OTHERS = ("facilitator", "buyer", "workshop_a", "workshop_b")


@pytest.fixture
def passed_on(tmp_path: Path) -> Iterator[Life]:
    """April's statements submitted, Vestali's part passed on by the mandataire, Fil rouge."""
    with living_copy(tmp_path) as life:
        life.give_costs()
        life.adopted()
        lot = life.post(
            "workshop_a",
            "/lots",
            workshop="vestali",
            number="V-1",
            demand="masks-1",
            units="100",
            delivered_on="2020-04-17",
        )
        send(life, "buyer", f"/lots/{lot['id']}/etape", step="accept_lot")
        send(life, "coordinator", "/etats", fields={"first": "01/04/2020", "last": "30/04/2020"})
        for row in life.get("coordinator", "/statements"):
            path = f"/etats/{row['id']}/etape"
            send(life, SPEAKS[row["workshop"]], path, step="submit_statement")
            if row["workshop"] == "vestali":
                send(life, "coordinator", path, step="pay")
        yield life


def _april(life: Life, who: str) -> dict[tuple[str, str], str]:
    """What somebody reads of April's payments: who pays whom → how far it is."""
    table = visit(life, who, "/etats").partition("Avril 2020")[2].partition("</tbody>")[0]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", r, re.S) for r in table.split("<tr>")]
    return {(r[0], r[1]): re.sub(r"<[^>]+>", "", r[-1]) for r in rows if r}


def test_a_payment_is_as_far_for_each_who_reads_it(passed_on: Life) -> None:
    told = {w: _april(passed_on, w) for w in ("coordinator", *_OTHERS)}
    known = told["coordinator"]
    assert sorted(known.values()) == ["réel : payé", "réel : reversé", "réel : à reverser"]
    # The mandataire reads every payment, of statements too that it may not open.
    assert told["workshop_b"] == told["facilitator"] == known
    for who in ("workshop_a", "buyer"):
        assert len(told[who]) == 1
        assert told[who].items() <= known.items()


def test_only_the_mandataire_among_workshops_reads_what_the_customer_pays(
    passed_on: Life,
) -> None:
    whole = "Le client paie 352,00 € en une fois ; 345,57 € en sont déjà reversés"
    for who in ("coordinator", "facilitator", "workshop_b"):
        assert whole in visit(passed_on, who, "/etats")
    page = visit(passed_on, "workshop_a", "/etats")
    assert "en une fois" not in page
    assert "Votre part : 345,57 €, reversée." in page
    # The mandataire still opens no statement but its own.
    assert "Vestali</a>" not in visit(passed_on, "workshop_b", "/etats")
    (row,) = (x for x in passed_on.get("workshop_a", "/statements"))
    path = f"/etats/{row['id']}/etape"
    send(passed_on, "coordinator", path, step="unpay", reason="Virement revenu")
    page = visit(passed_on, "workshop_a", "/etats")
    assert "en une fois" not in page
    assert "Votre part : 345,57 €, à reverser." in page


def test_figures_on_top_are_net_as_the_rows_are(passed_on: Life) -> None:
    for who in ("coordinator", "facilitator"):
        page = visit(passed_on, who, "/etats")
        assert "6,43 € sont remis au client et pas encore reversés" in page
        assert "<dt>Remis, à reverser</dt><dd>6,43 €</dd>" in page
        assert "<dt>Reversé</dt><dd>345,57 €</dd>" in page
    assert "352,00 €, payés au mandataire." in visit(passed_on, "buyer", "/etats")
