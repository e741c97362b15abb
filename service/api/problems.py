"""Refusals as ``application/problem+json`` (RFC 9457), with our codes and our sentences."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from service import messages
from service.dependencies import get_texts
from service.errors import Refusal, RefusedError, ServiceRefusalError, Word
from service.i18n import N_, Texts

MEDIA_TYPE: Final = "application/problem+json"
STATUS: Final[dict[Refusal, HTTPStatus]] = {
    Refusal.NOT_SIGNED_IN: HTTPStatus.UNAUTHORIZED,
    Refusal.NOT_ALLOWED: HTTPStatus.FORBIDDEN,
    Refusal.NOT_FOUND: HTTPStatus.NOT_FOUND,
    Refusal.CONFLICT: HTTPStatus.CONFLICT,
    Refusal.VERSION_NEEDED: HTTPStatus.PRECONDITION_REQUIRED,
    Refusal.WRONG_STATE: HTTPStatus.CONFLICT,
    Refusal.WRONG_DATA: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refusal.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Refusal.TOO_MANY_TRIES: HTTPStatus.TOO_MANY_REQUESTS,
    Refusal.EXPIRED_LINK: HTTPStatus.GONE,
}


class Finding(BaseModel):
    """Something wrong or worth saying: its code, where it stands, the sentence."""

    code: str
    severity: str
    subject: str = ""
    place: str = ""
    text: str


class ProblemOut(BaseModel):
    """A refusal."""

    type: str = Field(default="about:blank", examples=["urn:oeuvre:conflict"])
    title: str = Field(
        examples=["Quelqu'un d'autre l'a changé entre-temps : comparez, puis recommencez."]
    )
    status: int = Field(examples=[409])
    code: str = Field(examples=["conflict"])
    findings: list[Finding] = []
    theirs: dict[str, Any] | None = None


def findings_out(found: Any, texts: Texts, names: dict[str, str] | None = None) -> list[Finding]:
    """Diagnostics as the API says them."""
    return [
        Finding(
            code=d.code,
            severity=d.severity.value,
            subject=d.subject,
            place=d.source.cell or str(d.params.get("place", "")),
            text=messages.sentence(d, texts, names),
        )
        for d in found
    ]


def response(
    status: HTTPStatus,
    code: str,
    title: str,
    findings: list[Finding] | None = None,
    theirs: dict[str, Any] | None = None,
) -> JSONResponse:
    """A refusal as an answer."""
    body = ProblemOut(
        type=f"urn:oeuvre:{code}",
        title=title,
        status=status.value,
        code=code,
        findings=findings or [],
        theirs=theirs,
    )
    headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(
        body.model_dump(mode="json"), status.value, headers=headers, media_type=MEDIA_TYPE
    )


def on_refusal(request: Request, refusal: Exception) -> JSONResponse:
    """Answer for a refusal of ours."""
    if not isinstance(refusal, RefusedError):
        raise refusal
    texts = get_texts(request)
    title = texts.gettext(refusal.text, **{k: _said(v, texts) for k, v in refusal.values.items()})
    if not isinstance(refusal, ServiceRefusalError):
        return response(HTTPStatus.UNPROCESSABLE_ENTITY, Refusal.WRONG_DATA, title)
    answer = response(
        STATUS[refusal.code],
        refusal.code,
        title,
        findings_out(refusal.findings, texts),
        dict(refusal.theirs) if refusal.theirs is not None else None,
    )
    if refusal.wait_seconds:
        answer.headers["Retry-After"] = str(refusal.wait_seconds)
    return answer


def _said(value: object, texts: Texts) -> object:
    """A value of a sentence, in the language of the sentence."""
    if isinstance(value, Word):
        return texts.gettext(value)
    if isinstance(value, tuple):
        return ", ".join(str(_said(v, texts)) for v in value) or "—"
    return value


# What the framework finds wrong with the form of a request, in people's words.
_FORM: Final[dict[str, str]] = {
    "missing": N_("Ce champ manque."),
    "extra_forbidden": N_("Ce champ n'existe pas."),
    "greater_than_equal": N_("Au moins {ge}."),
    "greater_than": N_("Plus que {gt}."),
    "less_than_equal": N_("Au plus {le}."),
    "less_than": N_("Moins que {lt}."),
    "string_too_short": N_("Au moins {min_length} caractères."),
    "string_too_long": N_("Au plus {max_length} caractères."),
    "too_long": N_("Au plus {max_length} éléments."),
    "enum": N_("Un de : {expected}."),
    "literal_error": N_("Un de : {expected}."),
    "string_pattern_mismatch": N_("Ce texte n'a pas la forme attendue."),
    "json_invalid": N_("Ce n'est pas du JSON."),
}
_KIND: Final[dict[str, str]] = {
    "int": N_("Un nombre entier."),
    "float": N_("Un nombre."),
    "decimal": N_("Un nombre."),
    "string": N_("Un texte."),
    "bool": N_("Vrai ou faux."),
    "date": N_("Une date, comme 2020-04-20."),
    "datetime": N_("Un moment, comme 2020-04-20T12:00:00Z."),
    "list": N_("Une liste."),
    "dict": N_("Un objet."),
    "model": N_("Un objet."),
}


def _form_said(found: Mapping[str, Any], texts: Texts) -> str:
    """A fault of form as a sentence; as the framework says it when it is a rare one."""
    kind = str(found["type"])
    text = _FORM.get(kind)
    if kind.endswith(("_type", "_parsing", "_from_float")):
        text = _KIND.get(kind.partition("_")[0])
    if text is None:
        return str(found["msg"])
    limits = {k: str(v) for k, v in found.get("ctx", {}).items()}
    # 'a', 'b' or 'c'
    limits["expected"] = limits.get("expected", "").replace(" or ", ", ").replace("'", "")
    return texts.gettext(text, **limits)


def on_wrong_request(request: Request, failure: Exception) -> JSONResponse:
    """Answer for a request that is not of the form that the API says."""
    if not isinstance(failure, RequestValidationError):
        raise failure
    texts = get_texts(request)
    found = [
        Finding(
            code=f"request.{e['type']}",
            severity="error",
            place=".".join(str(x) for x in e["loc"]),
            text=_form_said(e, texts),
        )
        for e in failure.errors()
    ]
    title = texts.gettext(N_("La demande n'a pas la forme attendue : voyez le détail."))
    return response(HTTPStatus.UNPROCESSABLE_ENTITY, Refusal.WRONG_DATA, title, found)


_SAID: Final[dict[int, tuple[str, str]]] = {
    404: (Refusal.NOT_FOUND, N_("Introuvable : ceci n'existe pas, ou n'est pas à vous.")),
    405: ("method_not_allowed", N_("Cette adresse ne s'emploie pas ainsi.")),
    413: (Refusal.TOO_LARGE, N_("La demande est trop grande pour être reçue.")),
}


def on_http(request: Request, failure: Exception) -> JSONResponse:
    """Answer for what the framework refuses by itself: no such route, too large, unreadable."""
    if not isinstance(failure, HTTPException):
        raise failure
    unreadable = ("unreadable", N_("La demande n'a pas la forme attendue : voyez le détail."))
    code, text = _SAID.get(failure.status_code, unreadable)
    answer = response(HTTPStatus(failure.status_code), code, get_texts(request).gettext(text))
    answer.headers.update(failure.headers or {})
    return answer


def on_overtaken(request: Request, _failure: Exception) -> JSONResponse:
    """Answer when the database itself saw that another change came first."""
    title = get_texts(request).gettext(
        N_("Quelqu'un d'autre l'a changé entre-temps : comparez, puis recommencez.")
    )
    return response(HTTPStatus.CONFLICT, Refusal.CONFLICT, title)


def on_away(request: Request, _failure: Exception) -> JSONResponse:
    """Answer when the database cannot be reached now."""
    title = get_texts(request).gettext(
        N_(
            "La base de données ne répond pas : rien n'a été enregistré, recommencez dans un instant."
        )
    )
    answer = response(HTTPStatus.SERVICE_UNAVAILABLE, "database_away", title)
    answer.headers["Retry-After"] = "5"
    return answer


def on_wrong_value(request: Request, _failure: Exception) -> JSONResponse:
    """Answer for a value that no database column can hold, such as a text with a zero byte."""
    title = get_texts(request).gettext(
        N_("La demande n'a pas la forme attendue : voyez le détail.")
    )
    return response(HTTPStatus.UNPROCESSABLE_ENTITY, Refusal.WRONG_DATA, title)


def on_bug(request: Request, _failure: Exception) -> JSONResponse:
    """Answer for a fault of ours; what it was stands in the log."""
    title = get_texts(request).gettext(
        N_(
            "Erreur du logiciel : rien n'a été enregistré. Recommencez ; si elle revient, signalez-la."
        )
    )
    return response(HTTPStatus.INTERNAL_SERVER_ERROR, "bug", title)


REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    code: {"model": ProblemOut, "description": text, "content": {MEDIA_TYPE: {}}}
    for code, text in (
        (401, "Nobody is signed in"),
        (403, "May be read, not changed"),
        (404, "Not there, or another's"),
        (409, "Changed meanwhile, or not in this state"),
        (410, "A link that was used or is too old"),
        (413, "Too large"),
        (422, "Wrong data, with everything that is wrong"),
        (428, "The version that the change starts from is needed"),
        (429, "Too many tries"),
        (503, "The database cannot be reached now"),
    )
}
"""Answers that every route may give, for the OpenAPI description."""
