"""The data of an order, each thing by its form."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import httpx2 as httpx
import pytest
from starlette.datastructures import FormData

from service.db import repositories
from service.i18n import Texts
from service.web import order_fields, order_rows
from service.web.order_forms import Known
from service.web.typed import Typed
from tests.service.living import Life
from tests.service.running import CONSORTIUM, ORDER
from tests.service.web.browsing import (
    AT,
    NOT_THERE,
    OK,
    C,
    boxes,
    get,
    part,
    post,
)

# -- the data of an order -------------------------------------------------------------------------

SHOWN = [
    ("produit", "product", "masque-adulte", {}),
    ("jalon", "demand", "J1-A", {}),
    ("lieu", "delivery_point", "entrepot", {}),
    ("client", "customer_order", "masques-2020", {}),
    ("matiere", "material", "tissu", {}),
    ("fournisseur", "supplier", "lys", {}),
    ("offre", "supplier", "lys", {"n": "0"}),
    ("atelier", "workshop", "clochers", {}),
    ("poste", "station_group", "table-clochers", {}),
]


@pytest.mark.parametrize(("slug", "kind", "code", "more"), SHOWN)
def test_a_form_sent_back_as_it_is_changes_nothing(
    life: Life, slug: str, kind: str, code: str, more: dict[str, str]
) -> None:
    before = part(life, kind, code)
    assert before is not None
    query = str(httpx.QueryParams({"code": code, **more}))
    page = get(life, f"{AT}/commande/{slug}?{query}")
    assert page.status_code == OK
    sent = post(life, f"{AT}/commande/{slug}?{query}", **boxes(page.text))
    assert sent.status_code == 303, re.findall(r"oc-fault[^>]*>([^<]*)", sent.text)
    after = part(life, kind, code)
    assert after is not None
    assert after.data == before.data
    assert after.version == before.version + 1


def test_a_product_changes_and_what_was_not_touched_stays(life: Life) -> None:
    at = f"{AT}/commande/produit?code=masque-adulte"
    told = boxes(get(life, at).text)
    told |= {
        "name": "Masque à plis",
        "operations-0-standard_milliminutes": "1,45",
        "operations-3-name": "Contrôle",
        "operations-3-standard_milliminutes": "0,5",
        "operations-3-place": "2,5",
    }
    assert post(life, at, **told).status_code == 303
    found = part(life, "product", "masque-adulte")
    assert found is not None
    thing = found.data[""]
    assert thing["name"] == "Masque à plis"
    assert [o["id"] for o in thing["operations"]] == ["coupe", "couture", "controle", "finition"]
    assert thing["operations"][0]["standard_milliminutes"] == 1450
    assert thing["operations"][0]["setup_cost_cents"] == 400
    assert thing["materials"][1]["substitutes"]


def test_lines_are_added_and_removed(life: Life) -> None:
    at = f"{AT}/commande/atelier?code=clochers"
    told = boxes(get(life, at).text)
    more = post(life, at, **told, more="closures")
    assert more.status_code == OK
    assert len(boxes(more.text)) == len(told) + 3 * 4, "three lines of three boxes and a mark"
    told["closures-0-gone"] = "1"
    assert post(life, at, **told).status_code == 303
    found = part(life, "workshop", "clochers")
    assert found is not None
    assert found.data[""]["closures"] == []
    assert found.data[""]["hourly_cost"] == "16.4"


def test_what_cannot_be_read_is_said_beside_and_kept(life: Life) -> None:
    at = f"{AT}/commande/jalon?code=J1-A"
    told = boxes(get(life, at).text) | {"quantity": "neuf mille", "due": "15 mai", "product": "x"}
    before = part(life, "demand", "J1-A")
    refused = post(life, at, **told)
    assert refused.status_code == 422
    assert 'value="neuf mille"' in refused.text
    assert 'value="15 mai"' in refused.text
    assert refused.text.count('class="oc-fault"') == 3
    after = part(life, "demand", "J1-A")
    assert before is not None
    assert after is not None
    assert (after.version, after.data) == (before.version, before.data)


def test_a_conflict_shows_both_versions_and_may_then_be_saved(life: Life) -> None:
    at = f"{AT}/commande/jalon?code=J1-A"
    mine = boxes(get(life, at).text)
    theirs = mine | {"quantity": "8000"}
    assert post(life, at, **theirs).status_code == 303
    refused = post(life, at, **(mine | {"quantity": "9 500"}))
    assert refused.status_code == 409
    table = refused.text[refused.text.index("Les deux versions") :]
    assert "8000" in table
    assert "9 500" in table
    again = boxes(refused.text)
    assert again["quantity"] == "9 500"
    assert post(life, at, **again).status_code == 303
    found = part(life, "demand", "J1-A")
    assert found is not None
    assert found.data[""]["quantity"] == "9500"


def test_new_things_get_codes_of_their_own(life: Life) -> None:
    for _ in range(2):
        sent = post(life, f"{AT}/commande/matiere", name="Fil blanc", unit="bobine", version="0")
        assert sent.status_code == 303, sent.text
    assert part(life, "material", "fil-blanc") is not None
    assert part(life, "material", "fil-blanc-2") is not None
    offer = {"version": "1", "material": "fil-blanc", "lead_time_weeks": "2",
             "breaks-0-from_thousandths": "", "breaks-0-unit_price": "1,20", "breaks-0-was": ""}  # fmt: skip
    assert post(life, f"{AT}/commande/offre?code=lys", **offer).status_code == 303
    found = part(life, "supplier", "lys")
    assert found is not None
    assert found.data["offers"][-1]["id"] == "lys-fil-blanc"
    assert found.data["offers"][-1]["breaks"] == [{"from_thousandths": 0, "unit_price": "1.2"}]


def test_things_are_taken_out(life: Life) -> None:
    query = f"{AT}/commande/jalon/retirer?code=J1-A"
    assert post(life, query, version="7").status_code == 409
    assert part(life, "demand", "J1-A") is not None
    assert post(life, query, version="1").status_code == 303
    assert part(life, "demand", "J1-A") is None
    assert post(life, query, version="1").status_code == NOT_THERE
    assert post(life, f"{AT}/commande/offre/retirer?code=lys&n=0", version="1").status_code == 303
    found = part(life, "supplier", "lys")
    assert found is not None
    assert found.data["offers"] == []


def test_the_head_and_the_stock(life: Life) -> None:
    at = f"{AT}/commande/cadre"
    told = boxes(get(life, at).text)
    told |= {"title": "Masques d'été", "start": "06/04/2020", "materials-0-thousandths": "250"}
    assert post(life, at, **told).status_code == 303
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, ORDER)
        assert row is not None
        assert (row.title, row.head["start"]) == ("Masques d'été", "2020-04-06")
        assert row.head["opening"]["materials"][0]["thousandths"] == 250_000
        assert row.head["hub"]["lead_time_weeks"] == 1
        assert len(row.head["public_holidays"]) == 7
    refused = post(life, at, **told)
    assert refused.status_code == 409
    wrong = told | {"public_holidays": "demain"}
    assert post(life, at, **wrong).status_code == 422


def test_workbooks_to_fill_in(life: Life) -> None:
    for path in (f"{C}/classeur-vierge", f"{AT}/commande/modele/order",
                 f"{AT}/commande/modele/capacities?atelier=canal"):  # fmt: skip
        answer = get(life, path)
        assert answer.status_code == OK
        assert answer.content.startswith(b"PK")
        assert "attachment" in answer.headers["content-disposition"]
    assert get(
        life, f"{AT}/commande/modele/capacities?atelier=canal", "workshop_a"
    ).status_code == (NOT_THERE)
    assert get(life, f"{AT}/commande/modele/rien").status_code == NOT_THERE


def test_addresses_say_what_they_are_about() -> None:
    from service.web import order_fields, order_view

    address = order_view.address(order_fields.OFFER, "L'Été & fils", 2)
    assert parse_qs(urlsplit(address).query) == {"code": ["L'Été & fils"], "n": ["2"]}


@pytest.mark.parametrize("strange", ["NaN", "Infinity", "-1e999999", "9" * 5_000])
def test_a_strange_place_of_a_line_is_its_usual_one(strange: str) -> None:
    rows = next(r for f in order_fields.FORMS.values() for r in f.rows if r.is_in_order)
    name = next(c.name for c in rows.columns if c.kind == "text")
    typed = Typed(
        FormData(
            [
                (f"{rows.name}-0-{name}", "n0"),
                (f"{rows.name}-1-{name}", "n1"),
                (f"{rows.name}-1-place", strange),
                (f"{rows.name}-1-was", strange),
            ]
        )
    )
    found = order_rows.read(rows, typed, (), "x", Known(options={}, texts=Texts("fr")))
    assert {x[name] for x in found} == {"n0", "n1"}


def test_too_many_lines_are_refused_not_cut() -> None:
    rows = next(r for r in order_fields.WORKSHOP.rows if r.name == "closures")
    typed = Typed(FormData([(f"closures-{i}-first", "01/05/2020") for i in range(3_001)]))
    before = [{"first": "2020-05-01", "last": "2020-05-01", "reason": ""}]
    found = order_rows.read(rows, typed, before, "x", Known(options={}, texts=Texts("fr")))
    assert found == before
    assert "Trop de lignes" in next(iter(typed.faults.values()))
