"""One request of a browser: who asks, in which language; how pages, refusals and returns are sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated, Any, Final
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from service import messages, security
from service.db import job_rows, repositories, tables
from service.db.engine import Database, Session
from service.dependencies import COOKIE, get_bell, get_settings, get_signed_in_by_browser, get_texts
from service.errors import RefusedError, ServiceRefusalError, Word
from service.i18n import N_, Texts, language_of
from service.settings import Settings
from service.usecases import access, life, plausible
from service.usecases.rights import Actor
from service.web import fault_summary, navigation, packing, rendering
from service.web.typed import DoubtfulFormError, Fault, Typed, WrongFormError, sure_of

LANGUAGE_COOKIE: Final = "oeuvre_language"
NOTICE_COOKIE: Final = "oeuvre_notice"
_UNDONE_AT_ONCE: Final = N_("Noté par erreur, annulé aussitôt.")


class Visit:
    """A request of a browser.

    Attributes:
        account: who is signed in, once :meth:`reading` or :meth:`writing` has looked.
        actor: that person in the consortium of the address.
        order: the order of the address, once a page has found it (:meth:`order_in`).
        refusal: why what was just asked for was refused; the page says it at its top.
        typed: what was typed, shown again.
        names: what to call things instead of their codes in what is said of data.
        secret: of the browser's session, which seals what the next page says.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.database: Database = request.app.state.database
        self.settings: Settings = get_settings(request)
        chosen = language_of(request.cookies.get(LANGUAGE_COOKIE, ""))
        self.texts: Texts = Texts(chosen) if chosen else get_texts(request)
        self.account: tables.Account | None = None
        self.actor: Actor | None = None
        self.order: tables.Order | None = None
        self.consortium: tables.Consortium | None = None
        self.refusal: RefusedError | None = None
        self.typed = Typed()
        self.names: Mapping[str, str] = {}
        self.secret = request.cookies.get(COOKIE, "")

    def refused(self, refusal: RefusedError, typed: Typed | None = None) -> Visit:
        """The visit after a refusal: the page shown next says why, and shows again what was typed."""
        self.refusal = refusal
        self.typed = typed or self.typed
        return self

    # -- the database ------------------------------------------------------------------------

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """A session that only looks, whoever asks."""
        with self.database.reading() as session:
            yield session

    @contextmanager
    def reading(self, consortium: str = "") -> Iterator[Session]:
        """A session that only looks, for somebody who is signed in.

        Args:
            consortium: of the address; :attr:`actor` is the person in it.

        Raises:
            ServiceRefusalError: ``not_signed_in``; ``not_found``: no role there.
        """
        with self.database.reading() as session:
            self._find(session, consortium)
            yield session

    @contextmanager
    def writing(self, consortium: str = "") -> Iterator[Session]:
        """A session whose changes are there together when the block ends, or not at all.

        A refusal inside leaves nothing behind: catch it around the block, then show the form again.

        Raises:
            ServiceRefusalError: as :meth:`reading`.
        """
        with self.database.writing() as session:
            self._find(session, consortium)
            yield session
        if session.info.get(job_rows.ASKED):
            get_bell(self.request).ring()

    def _find(self, session: Session, consortium: str) -> None:
        self.account = get_signed_in_by_browser(self.request, session).account
        if consortium:
            self.actor = access.actor_in(session, self.account, consortium)
            found = repositories.consortia(session, [consortium])
            self.consortium = found[0]

    @property
    def who(self) -> Actor:
        """The person in the consortium of the address."""
        if self.actor is None:
            raise ValueError("no consortium was asked for")  # our bug
        return self.actor

    # -- answers -----------------------------------------------------------------------------

    @property
    def is_part(self) -> bool:
        """Whether only a part of a page is asked for, by a script of a page of ours."""
        return (
            self.request.headers.get("hx-request") == "true"
            and self.request.headers.get("hx-history-restore-request") != "true"
            and self.request.headers.get("hx-boosted") != "true"
        )

    def page(
        self,
        template: str,
        *,
        section: str = "",
        status: int = 200,
        **context: Any,
    ) -> Response:
        """A page, with its frame.

        Args:
            section: key of the entry of the order's menu that the page belongs to.
        """
        refusal = self.refusal
        if refusal is not None and status == 200:
            status = status_of(refusal)
        faults = refusal.faults if isinstance(refusal, WrongFormError) else {}
        said_faults = {k: self.said_fault(v) for k, v in faults.items()}
        notice = read_notice(self.request)
        body = rendering.render(
            template,
            self.texts,
            {
                "visit": self,
                "account": self.account,
                "actor": self.actor,
                "consortium": self.consortium,
                "order": self.order,
                "menu": navigation.menu(self.actor, self.order),
                "section": section,
                "path": self.request.url.path,
                "here": here(self.request),
                "notice": notice,
                "refusal": self.said(refusal),
                "typed": self.typed,
                "faults": said_faults,
                "sure": sure_of(self.typed, faults)
                if isinstance(refusal, DoubtfulFormError)
                else "",
                "base": f"/c/{self.consortium.id}" if self.consortium else "",
                "at": f"/c/{self.consortium.id}/o/{self.order.code}"
                if self.consortium and self.order
                else "",
                **context,
            },
        )
        body = fault_summary.put(body, context.get("faults", said_faults), self.texts)
        answer = HTMLResponse(body, status)
        # Another person may come to the same browser; going back shows the present state.
        answer.headers["Cache-Control"] = "no-store"
        if notice is not None:
            answer.delete_cookie(NOTICE_COOKIE, path="/")
        return answer

    def part(self, template: str, **context: Any) -> Response:
        """A part of a page, for a script that puts it in its place."""
        answer = HTMLResponse(
            rendering.render(
                template,
                self.texts,
                {
                    "visit": self,
                    "actor": self.actor,
                    "order": self.order,
                    "base": f"/c/{self.consortium.id}" if self.consortium else "",
                    "at": f"/c/{self.consortium.id}/o/{self.order.code}"
                    if self.consortium and self.order
                    else "",
                    **context,
                },
            )
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def said(self, refusal: RefusedError | None) -> dict[str, Any] | None:
        """A refusal in the reader's words: ``title``, ``findings`` and, for a conflict, ``theirs``."""
        if refusal is None:
            return None
        values = {k: _said(v, self.texts) for k, v in refusal.values.items()}
        found = refusal.findings if isinstance(refusal, ServiceRefusalError) else ()
        return {
            "code": str(refusal.code) if isinstance(refusal, ServiceRefusalError) else "wrong_data",
            "title": self.texts.gettext(refusal.text, **values),
            "findings": [messages.sentence(d, self.texts, self.names) for d in found],
            "theirs": refusal.theirs if isinstance(refusal, ServiceRefusalError) else None,
        }

    def said_fault(self, fault: str) -> str:
        """What is wrong with a box, in the reader's words."""
        values = fault.values if isinstance(fault, Fault) else {}
        return self.texts.gettext(fault, **{k: _said(v, self.texts) for k, v in values.items()})

    def said_of(self, doubt: plausible.Doubt) -> str:
        """A figure asked back, in the reader's words."""
        return self.texts.gettext(
            doubt.text, **{k: _said(v, self.texts) for k, v in doubt.values.items()}
        )

    def to(
        self,
        address: str,
        notice: str = "",
        *,
        undo: str = "",
        undo_values: Mapping[str, str] | None = None,
        **values: object,
    ) -> Response:
        """Go to another page, which says once what was done.

        Args:
            notice: a French sentence of the catalogue, filled by ``values``.
            undo: address that takes back what was done when it is posted to, with ``undo_values``; nothing
                is offered when these are there and empty (:meth:`undoing`).
        """
        answer = RedirectResponse(address, 303)
        if notice:
            said = {k: _said(v, self.texts) for k, v in values.items()}
            kept = {
                "text": self.texts.gettext(notice, **said),
                "undo": undo if undo_values != {} else "",
                "values": dict(undo_values or {}),
            }
            # Better said without a way back than not said at all.
            packed = packing.packed(kept) or packing.packed({**kept, "undo": "", "values": {}})
            answer.set_cookie(
                NOTICE_COOKIE,
                f"{security.seal(packed, self.secret)}.{packed}",
                max_age=60,
                path="/",
                httponly=True,
                samesite="lax",
                secure=self.settings.is_https,
            )
        return answer

    def undoing(self, step: life.Step, **more: str) -> dict[str, str]:
        """What to send so as to take a step back at once; nothing when no step does that.

        Args:
            more: other fields of the form.
        """
        if not step.undone_by:
            return {}
        back = life.find(step.of, step.undone_by)
        reason = {"reason": self.texts.gettext(_UNDONE_AT_ONCE)} if back.needs_reason else {}
        return {"step": back.name, **reason, **more}

    # -- the order of the address ---------------------------------------------------------------

    def order_in(self, session: Session, code: str, thing: Any, *, write: bool = False) -> Any:
        """The order of the address, for one of its things; pages show its menu from then on.

        Raises:
            ServiceRefusalError: ``not_found``, ``not_allowed``.
        """
        self.order = access.order_of(session, self.who, code, thing, write=write)
        return self.order


def get_visit(request: Request) -> Visit:
    """The request as a visit."""
    return Visit(request)


InVisit = Annotated[Visit, Depends(get_visit)]


def status_of(refusal: RefusedError) -> int:
    """The HTTP status that says a refusal."""
    code = str(refusal.code) if isinstance(refusal, ServiceRefusalError) else "wrong_data"
    return {
        "not_signed_in": 401,
        "not_allowed": 403,
        "not_found": 404,
        "conflict": 409,
        "version_needed": 409,
        "wrong_state": 409,
        "too_large": 413,
        "too_many_tries": 429,
        "expired_link": 410,
    }.get(code, 422)


def here(request: Request) -> str:
    """The address of the page, to come back to it; of a form that was refused, the page it was on."""
    if request.method != "GET":
        # Only a form goes to this address: nobody can come back to it.
        return before(request)
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def before(request: Request) -> str:
    """The page of ours from which something was asked; the first page when it was another's."""
    back, host = request.headers.get("referer", ""), request.headers.get("host", "")
    return inside(back.split(host, 1)[1]) if host and host in back else "/"


def inside(address: str, default: str = "/") -> str:
    """An address of this service and no other; ``default`` when it is another's."""
    try:
        parts = urlsplit(address)
    except ValueError:  # half an address, such as « //[ »
        return default
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith("//"):
        return default
    if "\\" in address or any(ord(c) < 32 for c in address):
        return default
    return address


def sign_in_address(request: Request) -> str:
    """Where to sign in, and then come back."""
    back = here(request) if request.method == "GET" else "/"
    return "/connexion" if back == "/" else f"/connexion?suite={quote(back, safe='/')}"


def read_notice(request: Request) -> dict[str, Any] | None:
    """What the page before did, said once; None for what another session, or another site, left there.

    Who is not signed in has no secret to seal it with: it is read then, but there is nothing to press.
    """
    seal, _dot, packed = request.cookies.get(NOTICE_COOKIE, "").partition(".")
    secret = request.cookies.get(COOKIE, "")
    if not security.is_sealed(packed, seal, secret):
        return None
    found = packing.unpacked(packed)
    try:
        text, undo, values = str(found["text"]), str(found["undo"]), dict(found["values"])
    except (ValueError, KeyError, TypeError):
        return None
    return {"text": text, "undo": inside(undo, "") if secret else "", "values": values}


def _said(value: object, texts: Texts) -> object:
    """A value of a sentence, in the language of the sentence."""
    if isinstance(value, Word):
        return texts.gettext(value)
    if isinstance(value, Decimal):
        return texts.number(value)
    if isinstance(value, tuple):
        return ", ".join(str(_said(v, texts)) for v in value) or "—"
    return value
