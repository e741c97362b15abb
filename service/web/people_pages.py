"""People of a consortium: who has which role, invitations, links for a new password."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from service.db import repositories
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_
from service.usecases import accounts, beginning, orders
from service.usecases.rights import Extent, Role, Thing
from service.web import people_view
from service.web.typed import InTyped
from service.web.visits import InVisit, Visit

router = APIRouter()


@router.get("/c/{consortium}/personnes")
def show_people(visit: InVisit, consortium: str) -> Response:
    """Who has which role, and the invitations that still wait."""
    return _page(visit, consortium)


@router.post("/c/{consortium}/personnes/inviter")
def invite(visit: InVisit, consortium: str, typed: InTyped) -> Response:
    """Make a link that gives a role; it is shown once, on the page that answers."""
    try:
        role = _role(typed["role"])
        subject = {Role.WORKSHOP: typed["workshop"], Role.BUYER: typed.text("customer")}
        email = typed.text("email", most=250)
        typed.check()
        with visit.writing(consortium) as session:
            link = accounts.invite(
                session,
                visit.who,
                visit.settings,
                role=role,
                subject=subject.get(role, ""),
                email=email,
            )
            assert visit.consortium is not None
            address = visit.settings.invitation_link(link.secret)
            said = people_view.invitation_message(
                visit.consortium.name, role, address, visit.settings.invitation_days, visit.texts
            )
    except RefusedError as refusal:
        return _page(visit.refused(refusal, typed), consortium)
    return _page(visit, consortium, link=address, message=said, email=email)


@router.post("/c/{consortium}/personnes/retirer-invitation")
def withdraw(visit: InVisit, consortium: str, typed: InTyped) -> Response:
    """Make an invitation stop working."""
    with visit.writing(consortium) as session:
        accounts.withdraw(session, visit.who, typed["invitation"])
    return visit.to(
        f"/c/{consortium}/personnes", N_("Invitation retirée : son lien ne marche plus.")
    )


@router.post("/c/{consortium}/personnes/retirer-role")
def remove_role(visit: InVisit, consortium: str, typed: InTyped) -> Response:
    """Take a role from somebody, at once."""
    try:
        with visit.writing(consortium) as session:
            accounts.remove_role(
                session, visit.who, typed["account"], _role(typed["role"]), typed["subject"]
            )
            is_gone = not repositories.roles_of(session, visit.who.account_id)
    except RefusedError as refusal:
        return _page(visit.refused(refusal), consortium)
    address = "/" if is_gone else f"/c/{consortium}/personnes"
    return visit.to(address, N_("Rôle retiré."))


@router.post("/c/{consortium}/personnes/mot-de-passe")
def reset_link(visit: InVisit, consortium: str, typed: InTyped) -> Response:
    """Make a link to choose a new password; it is shown once."""
    try:
        with visit.writing(consortium) as session:
            link = accounts.reset_link(session, visit.who, visit.settings, typed["account"])
            person = repositories.account(session, typed["account"])
            email = person.email if person is not None else ""
            address = visit.settings.password_link(link.secret)
            said = people_view.reset_message(address, visit.texts)
    except RefusedError as refusal:
        return _page(visit.refused(refusal), consortium)
    return _page(visit, consortium, link=address, message=said, email=email)


def _page(
    visit: Visit, consortium: str, *, link: str = "", message: str = "", email: str = ""
) -> Response:
    with visit.reading(consortium) as session:
        actor = visit.who
        found = accounts.people(session, actor)
        members = repositories.members(session, consortium)
        sees_all = actor.may_read(Thing.PEOPLE) is Extent.ALL
        customers = {o.customer for o in orders.visible(session, actor) if o.customer}
        lines = people_view.lines(found, members, actor)
        spoken_for = {x.subject for x in lines if x.role == Role.WORKSHOP}
        return visit.page(
            "people/people.html",
            stages=beginning.stages(session, actor),
            lines=lines,
            invitations=people_view.invitations(accounts.invitations(session, actor), members),
            member_choices=[(m.workshop, m.name) for m in members],
            silent=[m.name for m in members if m.workshop not in spoken_for] if sees_all else [],
            customers=sorted(customers),
            link=link,
            message=message,
            email=email,
            may_write=actor.may_write(Thing.PEOPLE) is Extent.ALL,
            roles=[r.value for r in Role],
        )


def _role(name: str) -> Role:
    if name not in {r.value for r in Role}:
        raise ServiceRefusalError(Refusal.WRONG_DATA, N_("Choisissez un rôle."))
    return Role(name)
