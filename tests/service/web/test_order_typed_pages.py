"""A whole order typed in its pages, and its pages sent back as they are."""

from __future__ import annotations

from urllib.parse import quote

import httpx2 as httpx
import pytest

from optimizer.problem import Problem
from service.db import repositories
from service.usecases import orders
from service.web import order_fields
from tests.service.living import Life
from tests.service.running import CONSORTIUM, ORDER
from tests.service.web import page_forms
from tests.service.web.browsing import AT, NOT_THERE, OK, C, get, part, post
from tests.service.web.visiting import plain

NEW = f"{C}/o/typee"


def problem_of(life: Life, code: str = ORDER) -> Problem:
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, code)
        assert row is not None
        found = orders.problem(session, row).problem
        assert found is not None
        return found


def addresses(life: Life) -> list[str]:
    """The forms of everything that the mask order says."""
    with life.running.database.reading() as session:
        row = repositories.order(session, CONSORTIUM, ORDER)
        assert row is not None
        found = [
            "/commande/cadre",
            *(f"/commande/cadre/{s}" for s in order_fields.HEADS if s != "cadre"),
        ]
        for one in repositories.parts(session, row.id):
            slug = next(
                s for s, f in order_fields.FORMS.items() if f.kind == one.kind and not f.within
            )
            found.append(f"/commande/{slug}?code={quote(one.code)}")
            offers = range(len(one.data.get("offers", ())))
            found += [f"/commande/offre?code={quote(one.code)}&n={n}" for n in offers]
        return found


def form(life: Life, path: str) -> page_forms.Form:
    page = get(life, path)
    assert page.status_code == OK, page.text[:2000]
    found = page_forms.forms(page, path) or page_forms.forms(page, path + "?code=&n=-1")
    if not found:
        found = [f for f in page_forms.forms(page, "") if "version" in f.fields]
    return found[0]


def send(life: Life, path: str, status: int = 303, **changes: str) -> httpx.Response:
    """What comes of a form with some boxes filled; ``a_0_b`` is written ``a-0-b``."""
    one = form(life, path)
    told = {k.replace("_at_", "-"): v for k, v in changes.items()}
    found = post(life, one.action, **{**one.fields, **told})
    assert found.status_code == status, plain(found.text)[:6000]
    return found


def test_every_form_of_the_mask_order_sent_back_leaves_it_identical(life: Life) -> None:
    before = problem_of(life)
    paths = addresses(life)
    assert len(paths) > 30
    for path in paths:
        one = form(life, AT + path)
        sent = post(life, one.action, **one.fields)
        assert sent.status_code == 303, (path, plain(sent.text)[:3000])
    assert problem_of(life) == before


def test_an_order_is_typed_from_nothing(life: Life) -> None:
    made = post(life, f"{C}/nouvelle-commande", title="Typée", code="typee", source="empty",
                **{"from": "empty"})  # fmt: skip
    assert made.status_code == 303, plain(made.text)[:3000]
    at = made.headers["location"].partition("/commande")[0]
    early = get(life, f"{at}/commande/cadre/argent")
    assert (early.status_code, early.headers["location"]) == (303, f"{at}/commande/cadre")
    send(life, f"{at}/commande/cadre", start="30/03/2020", has_hub="1", holiday_zone="FR",
         fairness_key="equal", late_tail_weeks="4")  # fmt: skip
    send(life, f"{at}/commande/lieu", name="Arras")
    send(life, f"{at}/commande/matiere", name="Tissu, bleu", unit="m")
    send(life, f"{at}/commande/matiere", name="Popeline", unit="m")
    send(
        life,
        f"{at}/commande/produit",
        name="Masque",
        lot_size="50",
        operations_at_0_at_name="Coupe",
        operations_at_0_at_standard_milliminutes="1,25",
        operations_at_1_at_name="Couture",
        operations_at_1_at_standard_milliminutes="6",
        operations_at_1_at_setup_cost_cents="4,50",
        materials_at_0_at_material="tissu-bleu",
        materials_at_0_at_quantity="0,08",
        materials_at_0_at_substitutes="Popeline × 1,2",
        qualifications_at_0_at_norm="S76-001",
        qualifications_at_0_at_operations="couture",
    )
    send(life, f"{at}/commande/fournisseur", name="Lys", fee_cents="15")
    send(life, f"{at}/commande/offre?code=lys", new_code="bleu-lys", material="tissu-bleu",
         breaks_at_0_at_unit_price="3,90", breaks_at_1_at_from_thousandths="500",
         breaks_at_1_at_unit_price="3,60", availability_at_0_at_week="S14",
         availability_at_0_at_last="S15", availability_at_0_at_thousandths="400")  # fmt: skip
    send(life, f"{at}/commande/jalon", new_code="avril", product="masque", quantity="1 500",
         due="30/04/2020", delivery_point="arras")  # fmt: skip
    send(
        life,
        f"{at}/commande/atelier",
        name="Vestali",
        kind="ACI",
        headcount="8",
        weekly_hours="26 h 30",
        every_operation="1",
        usual_pace="60",
        every_point="1",
        ramp_up="60 ; 80 %",
        qualifications_at_0_at_norm="S76-001",
        overrides_at_0_at_week="S16",
        overrides_at_0_at_last="S18 2020",
        overrides_at_0_at_headcount="6",
        commitments_at_0_at_first="S17",
        commitments_at_0_at_minutes="20 h 20",
        closures_at_0_at_first="01/05/2020",
    )
    problem = problem_of(life, at.rpartition("/")[2])
    page = plain(get(life, f"{at}/commande").text)
    assert "Tout y est" in page, page[page.index("<h1") :][:3000]
    (vestali,) = problem.workshops
    assert [(o.week, o.headcount) for o in vestali.overrides] == [
        ("2020-W16", 6), ("2020-W17", 6), ("2020-W18", 6)
    ]  # fmt: skip
    assert [(c.first, c.last, c.minutes) for c in vestali.commitments] == [
        ("2020-W17", "2020-W17", 1220)
    ]
    assert vestali.closures[0].first == vestali.closures[0].last
    assert str(vestali.weekly_hours) == "26.5"
    assert [str(x) for x in vestali.ramp_up] == ["0.6", "0.8"]
    assert [(c.operation, str(c.pace)) for c in problem.capabilities] == [
        ("coupe", "0.6"), ("couture", "0.6")
    ]  # fmt: skip
    assert [lane.delivery_point for lane in problem.lanes] == ["arras"]
    (offer,) = problem.offers
    assert (offer.id, [a.week for a in offer.availability]) == (
        "bleu-lys",
        ["2020-W14", "2020-W15"],
    )
    assert [b.from_thousandths for b in offer.breaks] == [0, 500_000]
    (masque,) = problem.products
    assert [s.material for s in masque.materials[0].substitutes] == ["popeline"]
    assert masque.qualifications[0].operations == ("couture",)
    assert masque.operations[1].setup_cost_cents == 450
    assert [d.id for d in problem.demands] == ["avril"]
    assert problem.hub is not None
    assert "2020-05-01" in {d.isoformat() for d in problem.public_holidays}
    assert problem.payments is None


def test_weeks_that_say_the_same_share_a_line(life: Life) -> None:
    at = f"{AT}/commande/atelier?code=canal"
    send(life, at, overrides_at_0_at_week="S20", overrides_at_0_at_last="S31",
         overrides_at_0_at_headcount="4", overrides_at_1_at_week="S33",
         overrides_at_1_at_weekly_hours="20")  # fmt: skip
    one = form(life, at)
    shown = [one.fields[f"overrides-{n}-week"] for n in range(3)]
    assert [plain(s) for s in shown] == ["S20 2020", "S33 2020", ""]
    assert plain(one.fields["overrides-0-last"]) == "S31 2020"
    found = part(life, "workshop", "canal")
    assert found is not None
    assert len(found.data[""]["overrides"]) == 13


@pytest.mark.parametrize(
    ("path", "boxes", "fault"),
    [
        ("atelier?code=canal", {"overrides_at_0_at_week": "S20", "overrides_at_0_at_last": "S19"},
         "La fin est avant le début."),
        ("atelier?code=canal", {"overrides_at_0_at_week": "bientôt"}, "Une semaine est attendue"),
        ("atelier?code=canal", {"overrides_at_0_at_week": "2020-W20", "overrides_at_0_at_last": "2090-W20"},
         "Tant de semaines"),
        ("atelier?code=canal", {"closures_at_0_at_first": "10/08/2020", "closures_at_0_at_last": "01/08/2020"},
         "La fin est avant le début."),
        ("atelier?code=canal", {"entry": "01/05/2020", "leaving": "01/04/2020"}, "La fin est avant"),
        ("atelier?code=canal", {"absence_rate": "120"}, "hors des limites"),
        ("atelier?code=canal", {"weekly_hours": "vingt heures"}, "Des heures sont attendues"),
        ("atelier?code=canal", {"ramp_up": "60 ; beaucoup"}, "Des pourcentages séparés"),
        ("produit?code=masque-adulte", {"materials_at_0_at_substitutes": "Inconnu × 2"}, "pas connu"),
        ("produit?code=masque-adulte", {"materials_at_0_at_substitutes": "Lien en jersey × 0"},
         "Un nombre est attendu après"),
        ("jalon", {"new_code": "J1-A"}, "Ce code est déjà pris."),
        ("jalon?code=J1-A", {"quantity": "0"}, "hors des limites"),
        ("cadre", {"hub_lead_time_weeks": "mille"}, "Un nombre est attendu"),
        ("cadre/argent", {"deposit": "130"}, "hors des limites"),
        ("cadre/consignes", {"pins_at_0_at_workshop": "canal"}, "À remplir."),
        ("cadre/depart", {"bought_at_0_at_offer": "autre", "bought_at_0_at_thousandths": "1"},
         "Choisissez dans la liste."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_box_and_kept(
    life: Life, path: str, boxes: dict[str, str], fault: str
) -> None:
    before = problem_of(life)
    refused = send(life, f"{AT}/commande/{path}", 422, **boxes)
    assert fault in plain(refused.text)
    for typed in boxes.values():
        assert typed in plain(refused.text)
    assert problem_of(life) == before


def test_a_fold_with_a_fault_is_open_and_says_when_it_is_needed(life: Life) -> None:
    at = f"{AT}/commande/atelier?code=canal"
    calm = plain(get(life, at).text)
    assert "Quand l'effectif ou les heures changent certaines semaines" in calm
    assert '<details class="oc-more" open>' not in calm
    assert calm.count("rempli</span>") >= 2
    refused = plain(send(life, at, 422, overrides_at_0_at_headcount="3").text)
    assert refused.count('<details class="oc-more" open>') == 1
    more = post(life, at, more="commitments", version="1")
    assert plain(more.text).count('<details class="oc-more" open>') == 1


def test_all_faults_at_once(life: Life) -> None:
    refused = send(life, f"{AT}/commande/atelier?code=canal", 422, headcount="", absence_rate="x",
                   overrides_at_0_at_headcount="3", commitments_at_0_at_first="S60")  # fmt: skip
    assert refused.text.count('class="oc-fault"') == 5


# -- what belongs to no part ----------------------------------------------------------------------


def test_the_hub_comes_and_goes_with_its_box(life: Life) -> None:
    at = f"{AT}/commande/cadre"
    one = form(life, at)
    fields = {k: v for k, v in one.fields.items() if k != "has_hub"}
    assert post(life, at, **fields).status_code == 303
    assert problem_of(life).hub is None
    send(life, at, hub_lead_time_weeks="")  # an empty box beside no hub says nothing
    refused = send(life, at, 422, hub_lead_time_weeks="2")
    assert "Cochez d'abord" in plain(refused.text)
    send(life, at, has_hub="1", hub_lead_time_weeks="2", hub_cost_per_lot="4,50")
    hub = problem_of(life).hub
    assert hub is not None
    assert (hub.lead_time_weeks, hub.cost_per_lot_cents) == (2, 450)


def test_money_terms_are_there_once_something_is_said(life: Life) -> None:
    at = f"{AT}/commande/cadre/argent"
    blank = {k: "" for k in form(life, at).fields if not k.endswith(("version", "-was"))}
    one = form(life, at)
    assert post(life, at, **{**one.fields, **blank}).status_code == 303
    assert problem_of(life).payments is None
    one = form(life, at)
    assert post(life, at, **{**one.fields, **blank}).status_code == 303
    assert problem_of(life).payments is None
    send(life, at, deposit="20", exclusions="lavage\nlivraison à domicile", opens_costs="1",
         suppliers_at_0_at_supplier="lys", suppliers_at_0_at_vat_rate="20")  # fmt: skip
    terms = problem_of(life).payments
    assert terms is not None
    assert (str(terms.deposit), terms.buyer_days, terms.exclusions) == (
        "0.2", 30, ("lavage", "livraison à domicile")
    )  # fmt: skip
    assert terms.opens_costs_to_coordinator
    assert terms.suppliers[0].payment_days == 0


def test_pins_bans_and_the_opening_state(life: Life) -> None:
    send(life, f"{AT}/commande/cadre/consignes", pins_at_0_at_workshop="canal",
         pins_at_0_at_product="masque-adulte", pins_at_0_at_operation="couture",
         pins_at_0_at_first="S20", pins_at_0_at_units="200", bans_at_0_at_workshop="terrils",
         bans_at_0_at_first="S30")  # fmt: skip
    send(life, f"{AT}/commande/cadre/depart", units_at_0_at_product="masque-adulte",
         units_at_0_at_operation="coupe", units_at_0_at_units="150", frozen_weeks="1",
         delivered_at_0_at_demand="J1-A", delivered_at_0_at_units="50",
         past_work_at_0_at_workshop="canal", past_work_at_0_at_productive_minutes="3 h 30")  # fmt: skip
    problem = problem_of(life)
    assert (problem.pins[0].last, problem.pins[0].units) == ("2020-W20", 200)
    assert (problem.bans[0].product, problem.bans[0].first) == (None, "2020-W30")
    assert problem.opening.units[0].workshop == ""
    assert problem.opening.frozen_weeks == 1
    assert problem.opening.past_work[0].productive_minutes == 210
    assert problem.opening.materials, "said by the frame, kept"
    page = plain(get(life, f"{AT}/commande").text)
    for words in ("Travail imposé", "Pièces commencées ou terminées", "Prêtée par", "Mandataire"):
        assert words in page


def test_two_who_change_the_frame_see_both(life: Life) -> None:
    at = f"{AT}/commande/cadre/argent"
    mine = form(life, at).fields
    send(life, at, buyer_days="45")
    refused = post(life, at, **{**mine, "buyer_days": "60"})
    assert refused.status_code == 409
    table = plain(refused.text)[plain(refused.text).index("Les deux versions") :]
    assert "45" in table
    assert "60" in table
    again = next(f for f in page_forms.forms(refused, "/argent") if "version" in f.fields)
    assert again.fields["buyer_days"] == "60"
    assert post(life, at, **again.fields).status_code == 303
    terms = problem_of(life).payments
    assert terms is not None
    assert terms.buyer_days == 60


def test_who_may_not_change_the_order_finds_no_form(life: Life) -> None:
    for slug in ("argent", "depart", "consignes"):
        assert get(life, f"{AT}/commande/cadre/{slug}", "stranger").status_code == NOT_THERE
        assert get(life, f"{AT}/commande/cadre/{slug}", "workshop_a").status_code >= 400
        assert (
            post(life, f"{AT}/commande/cadre/{slug}", "workshop_a", version="1").status_code >= 400
        )
    assert get(life, f"{AT}/commande/cadre/cadre").status_code == NOT_THERE
    assert get(life, f"{AT}/commande/cadre/produit").status_code == NOT_THERE


def test_a_workshop_does_not_read_what_another_lent(life: Life) -> None:
    assert "Les Terrils Textile" in plain(get(life, f"{AT}/commande").text)
    theirs = plain(get(life, f"{AT}/commande", "workshop_b").text)
    assert "Prêtée par" not in theirs
    own = plain(get(life, f"{AT}/commande", "workshop_a").text)
    assert "Prêtée par" in own


def test_what_is_no_longer_in_the_order_stays_chosen(life: Life) -> None:
    """A form shown and sent back does not lose what the order names but does not hold any more."""
    assert (
        post(life, f"{AT}/commande/matiere/retirer?code=lien-jersey", version="1").status_code
        == 303
    )
    offers = (f"{AT}{p}" for p in addresses(life) if "/offre" in p)
    at = next(p for p in offers if "lien-jersey" in get(life, p).text)
    page = get(life, at)
    assert "n'est plus dans la commande" in plain(page.text)
    one = form(life, at)
    assert one.fields["material"] == "lien-jersey"
    assert post(life, one.action, **one.fields).status_code == 303
