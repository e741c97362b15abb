"""Signing in and out, taking up an invitation, one's own account, the language."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from service.db import repositories
from service.dependencies import (
    COOKIE,
    InPlace,
    drop_cookie,
    get_signed_in_by_browser,
    refuse_other_sites,
    set_cookie,
)
from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_, language_of
from service.security import SHORTEST_PASSWORD
from service.usecases import accounts, signing_in
from service.web.refused import with_wait
from service.web.typed import InTyped
from service.web.visits import LANGUAGE_COOKIE, NOTICE_COOKIE, InVisit, inside

router = APIRouter()
_YEAR = 365 * 86_400


@router.get("/connexion")
def show_sign_in(visit: InVisit, suite: str = "") -> Response:
    """The form to sign in."""
    return visit.page("account/sign_in.html", back=inside(suite), is_bare=True)


@router.post("/connexion")
def sign_in(visit: InVisit, typed: InTyped, place: InPlace) -> Response:
    """Sign in, then go where one wanted to go."""
    refuse_other_sites(visit.request)
    back = inside(typed["suite"])
    try:
        found = signing_in.sign_in(
            visit.database,
            visit.settings,
            email=typed["email"],
            password=typed["password"],
            address=place,
            former=visit.request.cookies.get(COOKIE, ""),
        )
        if found is None:
            raise ServiceRefusalError(
                Refusal.WRONG_DATA, N_("Adresse ou mot de passe inconnus : vérifiez les deux.")
            )
    except RefusedError as refusal:
        return with_wait(show_sign_in(visit.refused(refusal, typed), back), refusal)
    answer = RedirectResponse(back, 303)
    set_cookie(answer, visit.settings, found[1])
    return answer


@router.post("/deconnexion")
def sign_out(visit: InVisit) -> Response:
    """End this browser's session."""
    refuse_other_sites(visit.request)
    with visit.database.writing() as session:
        signing_in.sign_out(session, visit.request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/connexion", 303)
    drop_cookie(answer, visit.settings)
    # What was just done is not for who signs in next.
    answer.delete_cookie(NOTICE_COOKIE, path="/")
    return answer


@router.get("/invitation/{secret}")
def show_invitation(visit: InVisit, secret: str) -> Response:
    """What an invitation is for, and the form to take it up."""
    with visit.looking() as session:
        row = accounts.opened_invitation(session, secret)
        group = repositories.consortia(session, [row.consortium_id] if row.consortium_id else [])
        members = repositories.members(session, row.consortium_id) if row.consortium_id else []
        subject = next((m.name for m in members if m.workshop == row.subject), row.subject)
        return visit.page(
            "account/invitation.html",
            invitation=row,
            group=group[0] if group else None,
            subject=subject,
            shortest=SHORTEST_PASSWORD,
            is_bare=True,
        )


@router.post("/invitation/{secret}")
def accept_invitation(visit: InVisit, secret: str, typed: InTyped, place: InPlace) -> Response:
    """Take up an invitation and come in."""
    refuse_other_sites(visit.request)
    try:
        _account, opened = accounts.accept(
            visit.database,
            visit.settings,
            secret,
            email=typed["email"],
            name=typed["name"],
            password=typed["password"],
            address=place,
            former=visit.request.cookies.get(COOKIE, ""),
        )
    except ServiceRefusalError as refusal:
        if refusal.code is Refusal.EXPIRED_LINK:
            raise
        return with_wait(show_invitation(visit.refused(refusal, typed), secret), refusal)
    visit.secret = opened
    answer = visit.to("/", N_("Bienvenue. Voici ce qui vous attend."))
    set_cookie(answer, visit.settings, opened)
    return answer


@router.get("/mot-de-passe/{secret}")
def show_reset(visit: InVisit, secret: str) -> Response:
    """The form to choose a new password by a link."""
    return visit.page(
        "account/reset.html",
        secret=secret,
        shortest=SHORTEST_PASSWORD,
        is_bare=True,
    )


@router.post("/mot-de-passe/{secret}")
def reset(visit: InVisit, secret: str, typed: InTyped) -> Response:
    """Choose a new password by a link."""
    refuse_other_sites(visit.request)
    try:
        signing_in.reset_password(visit.database, secret, typed["password"])
    except ServiceRefusalError as refusal:
        if refusal.code is Refusal.EXPIRED_LINK:
            raise
        return show_reset(visit.refused(refusal), secret)
    return visit.to("/connexion", N_("Mot de passe changé : connectez-vous."))


@router.get("/compte")
def show_account(visit: InVisit) -> Response:
    """One's own account."""
    with visit.reading() as session:
        assert visit.account is not None
        roles = repositories.roles_of(session, visit.account.id)
        groups = {
            c.id: c.name for c in repositories.consortia(session, {r.consortium_id for r in roles})
        }
        return visit.page(
            "account/account.html",
            roles=roles,
            groups=groups,
            shortest=SHORTEST_PASSWORD,
        )


@router.post("/compte/mot-de-passe")
def change_password(visit: InVisit, typed: InTyped, place: InPlace) -> Response:
    """Change one's own password."""
    with visit.looking() as session:
        signed_in = get_signed_in_by_browser(visit.request, session)
    try:
        signing_in.change_password(
            visit.database,
            visit.settings,
            signed_in.account,
            old=typed["old"],
            new=typed["new"],
            address=place,
            here=signed_in.secret,
        )
    except RefusedError as refusal:
        return with_wait(show_account(visit.refused(refusal)), refusal)
    return visit.to("/compte", N_("Mot de passe changé."))


@router.post("/langue")
def choose_language(visit: InVisit, typed: InTyped) -> Response:
    """French or English, kept in this browser."""
    refuse_other_sites(visit.request)
    answer = RedirectResponse(quote(inside(typed["suite"]), safe="/?=&%#"), 303)
    answer.set_cookie(
        LANGUAGE_COOKIE,
        language_of(typed["langue"]) or "fr",
        max_age=_YEAR,
        httponly=True,
        samesite="lax",
        secure=visit.settings.is_https,
    )
    return answer
