"""Pages for what is refused or fails: what happened, and where to go from there."""

from __future__ import annotations

import logging
from typing import Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from service.errors import Refusal, RefusedError, ServiceRefusalError
from service.i18n import N_
from service.web import visits

_log = logging.getLogger("oeuvre.pages")

_NOT_FOUND: Final = N_("Introuvable : ceci n'existe pas, ou n'est pas à vous.")
_WRONG: Final = N_("La demande n'a pas la forme attendue : revenez en arrière et recommencez.")
_AWAY: Final = N_(
    "La base de données ne répond pas : rien n'a été enregistré, recommencez dans un instant."
)
_BUG: Final = N_(
    "Erreur du logiciel : rien n'a été enregistré. Recommencez ; si elle revient, signalez-la."
)
_OVERTAKEN: Final = N_("Quelqu'un d'autre l'a changé entre-temps : comparez, puis recommencez.")


def on_refusal(request: Request, refusal: Exception) -> Response:
    """Answer for a refusal of ours that no form took up."""
    if not isinstance(refusal, RefusedError):
        raise refusal
    if isinstance(refusal, ServiceRefusalError) and refusal.code is Refusal.NOT_FOUND:
        form = form_page(request)
        if form:
            return RedirectResponse(form, 303)
    is_unknown = isinstance(refusal, ServiceRefusalError) and refusal.code is Refusal.NOT_SIGNED_IN
    if is_unknown:
        address = visits.sign_in_address(request)
        if request.headers.get("hx-request") == "true":
            return Response(status_code=401, headers={"HX-Redirect": address})
        return RedirectResponse(address, 303)
    return with_wait(_page(request, refusal, visits.status_of(refusal)), refusal)


def form_page(request: Request) -> str:
    """The page of the form that goes to an address, when somebody asks for that address itself.

    A page that shows a refused form stands under the form's address: reloaded from there, or kept, it is
    asked for like a page. "" for all else.
    """
    if request.method != "GET":
        return ""
    path = request.url.path
    if not _named(request, path, "POST") or _named(request, path, "GET"):
        return ""
    while path.count("/") > 1:
        path = path.rpartition("/")[0]
        if _named(request, path, "GET") is not None:
            return path
    return ""


def _named(request: Request, path: str, method: str) -> bool | None:
    """Whether a page of ours stands at an address and its last piece is ours, not a name; None for no page."""
    for route in request.app.state.page_routes:
        if method in route.methods and route.path_regex.match(path):
            return not route.path.endswith("}")
    return None


def with_wait(answer: Response, refusal: RefusedError) -> Response:
    """An answer to a refusal that also tells programs how long to wait, when waiting helps."""
    if isinstance(refusal, ServiceRefusalError) and refusal.wait_seconds:
        answer.headers["Retry-After"] = str(refusal.wait_seconds)
    return answer


def on_wrong_request(request: Request, failure: Exception) -> Response:
    """Answer for an address or a form that none of our pages makes."""
    if not isinstance(failure, RequestValidationError):
        raise failure
    if request.method == "GET":
        return _page(request, RefusedError(_NOT_FOUND), 404)
    return _page(request, RefusedError(_WRONG), 422)


def on_http(request: Request, failure: Exception) -> Response:
    """Answer for what the framework refuses by itself."""
    if not isinstance(failure, HTTPException):
        raise failure
    if failure.status_code in (404, 405):
        form = form_page(request)
        if form:
            return RedirectResponse(form, 303)
    said = {
        404: _NOT_FOUND,
        405: _NOT_FOUND,
        413: N_("Ce fichier est trop grand pour être reçu."),
    }.get(failure.status_code, _WRONG)
    status = 404 if failure.status_code == 405 and request.method == "GET" else failure.status_code
    return _page(request, RefusedError(said), status)


def on_overtaken(request: Request, _failure: Exception) -> Response:
    """Answer when the database itself saw that another change came first."""
    return _page(request, RefusedError(_OVERTAKEN), 409)


def on_away(request: Request, _failure: Exception) -> Response:
    """Answer when the database cannot be reached now."""
    answer = _page(request, RefusedError(_AWAY), 503)
    answer.headers["Retry-After"] = "5"
    return answer


def on_wrong_value(request: Request, _failure: Exception) -> Response:
    """Answer for a value that no database column can hold, such as a text with a zero byte."""
    return _page(request, RefusedError(_WRONG), 422)


def on_bug(request: Request, _failure: Exception) -> Response:
    """Answer for a fault of ours; what it was stands in the log."""
    return _page(request, RefusedError(_BUG), 500)


def _page(request: Request, refusal: RefusedError, status: int) -> Response:
    visit = visits.Visit(request)
    back = visits.before(request) if request.method != "GET" else "/"
    return visit.page("refused.html", status=status, said=visit.said(refusal), back=back)
