"""A service in which nobody has made a plan yet leads by the hand, and stops when it is no longer needed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from optimizer.problem import Problem
from service.db import conversion, repositories, tables
from service.db.engine import Session
from service.usecases import access, asking, beginning, orders
from service.usecases.rights import Actor
from tests.plans import worked_plan, worked_problem
from tests.service.living import Life
from tests.service.web.browsing import NOT_THERE, OK, WORK, get, post
from tests.service.web.visiting import plain

GROUP = "/c/couture-du-littoral"
NAMES = {"vestali": "Vestali", "fil-rouge": "Fil rouge", "esat-lys": "ESAT Lys"}


def whens(page: str) -> list[str]:
    """The stages that a page tells, by where one is."""
    return re.findall(r'class="oc-stage-(\w+)"', page)


def said(page: str) -> str:
    """What stands in the list of a page, without its marks."""
    found = re.search(r'<ol class="oc-stages">(.*?)</ol>', page, re.S)
    assert found is not None
    return " ".join(plain(re.sub(r"<[^>]+>", " ", found.group(1))).split())


def coordinator(session: Session, group: str = "couture-du-littoral") -> Actor:
    account = repositories.account_by_email(session, "coordinator@example.org")
    assert account is not None
    return access.actor_in(session, account, group)


def may_create(life: Life, who: str = "coordinator") -> None:
    with life.running.database.writing() as session:
        account = repositories.account_by_email(session, f"{who}@example.org")
        assert account is not None
        account.is_operator = True


def order_of(session: Session) -> tables.Order:
    row = repositories.order(session, "couture-du-littoral", "sacs")
    assert row is not None
    return row


def describe(life: Life, problem: Problem) -> None:
    with life.running.database.writing() as session:
        orders.fill(session, coordinator(session), order_of(session), problem)


def test_the_way_from_nothing_to_a_first_plan(life: Life) -> None:
    may_create(life)
    assert post(life, "/groupements", name="Couture du Littoral").status_code == 303
    page = get(life, GROUP).text
    assert whens(page) == ["done", "next", *["later"] * 6]
    assert "Ajouter les ateliers du groupement maintenant" in said(page)

    for name in NAMES.values():
        post(life, f"{GROUP}/ateliers", name=name)
    assert whens(get(life, GROUP).text) == ["done", "done", "next", *["later"] * 5]
    # Other pages bear one line of it: that of what is done there, else what comes next.
    people = plain(get(life, f"{GROUP}/personnes").text)
    assert "étape 3 sur 8" in people
    assert "vous déposez ses fichiers à sa place" in people
    assert "étape 4 sur 8" in plain(get(life, f"{GROUP}/nouvelle-commande").text)

    # Nobody is invited: the way goes on without.
    post(life, f"{GROUP}/nouvelle-commande", title="Sacs", begins="empty")
    at = f"{GROUP}/o/sacs"
    assert whens(get(life, at).text) == ["done", "done", "spare", "done", "next", *["later"] * 3]
    assert whens(get(life, GROUP).text) == whens(get(life, at).text)
    assert "étape 5 sur 8" in plain(get(life, f"{at}/commande").text)
    plans = plain(get(life, f"{at}/plans").text)
    assert "étape 8 sur 8" in plans
    assert "Avant cela" in plans

    describe(life, worked_problem())
    assert whens(get(life, at).text)[4:] == ["done", "next", "later", "later"]
    assert "Avant cela" not in get(life, f"{at}/collecte").text
    with life.running.database.writing() as session:
        row, who = order_of(session), coordinator(session)
        asking.ask(session, who, row, answer_by=datetime.now(UTC) + timedelta(days=7))
    assert whens(get(life, at).text)[4:] == ["done", "done", "next", "later"]
    assert "étape 7 sur 8" in plain(get(life, f"{at}/collecte").text)
    with life.running.database.writing() as session:
        row, who = order_of(session), coordinator(session)
        for workshop in NAMES:
            asking.confirm(session, who, row, workshop)
    assert whens(get(life, at).text)[4:] == ["done", "done", "done", "next"]
    assert "Avant cela" not in get(life, f"{at}/plans").text

    with life.running.database.writing() as session:
        row = order_of(session)
        problem = orders.problem(session, row).problem
        assert problem is not None
        texts = conversion.plan_texts(problem, worked_plan())
        session.add(tables.Plan(order_id=row.id, number=1, state="computed", **texts))
    for path in (at, GROUP, f"{GROUP}/personnes", f"{at}/plans", f"{at}/collecte"):
        text = get(life, path).text
        assert "Par où commencer" not in plain(text), path

    # The next order of a group that knows the way is told from its description on.
    post(life, f"{GROUP}/nouvelle-commande", title="Tabliers", begins="empty")
    assert whens(get(life, f"{GROUP}/o/tabliers").text) == ["next", "later", "later", "later"]
    assert "étape 1 sur 4" in plain(get(life, f"{GROUP}/o/tabliers/commande").text)


def test_the_first_page_of_an_empty_service_tells_the_whole_way(life: Life) -> None:
    with life.running.database.writing() as session:
        account = repositories.account_by_email(session, "coordinator@example.org")
        assert account is not None
        for role in repositories.roles_of(session, account.id):
            session.delete(role)
    assert whens(get(life, "/").text) == []
    may_create(life)
    page = get(life, "/").text
    assert whens(page) == ["next", *["later"] * 7]
    # Nothing to follow yet: the form stands beside it.
    assert "href" not in re.search(r'<ol class="oc-stages">.*?</ol>', page, re.S)[0]  # type: ignore[index]
    assert 'name="name"' in page


def test_only_the_coordination_is_led(life: Life) -> None:
    for who in ("workshop_a", "facilitator", "buyer"):
        page = get(life, WORK, who)
        assert page.status_code == OK
        assert whens(page.text) == []
    assert get(life, WORK, "stranger").status_code == NOT_THERE
    assert whens(get(life, WORK).text)


def test_an_order_that_is_over_is_not_led_on(life: Life) -> None:
    for state in ("production", "closed", "declined", "cancelled"):
        life.set_state(state)
        with life.running.database.reading() as session:
            who = life.running.actor("coordinator")
            row = repositories.order(session, who.consortium_id, WORK.rsplit("/", 1)[1])
            assert row is not None
            assert beginning.stages(session, who, row) == ()


def test_inviting_counts_as_soon_as_a_link_is_made(life: Life) -> None:
    may_create(life)
    post(life, "/groupements", name="Couture du Littoral")
    for name in ("Vestali", "Fil rouge"):
        post(life, f"{GROUP}/ateliers", name=name)
    post(life, f"{GROUP}/personnes/inviter", role="workshop", workshop="vestali")
    assert whens(get(life, GROUP).text)[2] == "next"
    post(life, f"{GROUP}/personnes/inviter", role="workshop", workshop="fil-rouge")
    assert whens(get(life, GROUP).text)[2:4] == ["done", "next"]
