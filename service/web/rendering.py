"""Templates: one environment, the languages, numbers and weeks in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from service.i18n import N_, Language, Texts
from service.messages import life_texts
from service.usecases import lengths
from service.web import assets

# Moments are kept in universal time and read in France.
_PARIS = ZoneInfo("Europe/Paris")


@cache
def environment() -> Environment:
    """The templates of the pages; what is not defined is our bug and fails."""
    found = Environment(
        loader=PackageLoader("service.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    found.globals["limits"] = lengths
    found.globals["asset"] = lambda name: assets.asset(name).address
    return found


def render(template: str, texts: Texts, context: Mapping[str, Any]) -> str:
    """A page or a part of one."""
    return environment().get_template(template).render({**words(texts), **context})


@cache
def _words(language: Language) -> dict[str, Any]:
    texts = Texts(language)

    @lru_cache(maxsize=50_000)
    def number(value: Decimal | int, decimals: int = 2) -> str:
        return texts.number(value, decimals)

    def day(value: date | datetime | None) -> str:
        return "—" if value is None else texts.day(_local(value))

    def moment(value: datetime | None) -> str:
        if value is None:
            return "—"
        at = value if value.tzinfo else value.replace(tzinfo=ZoneInfo("UTC"))
        return at.astimezone(_PARIS).strftime("%d/%m/%Y %H:%M")

    def unit_euros(value: Decimal | None) -> str:
        if value is None:
            return "—"
        said = format_decimal(value, format="#,##0.00##", locale=texts.locale)
        # The sign stands where amounts in cents have it.
        return f"€{said}" if language == "en" else f"{said}\u00a0€"

    return {
        "_": _marked(texts),
        "ngettext": texts.ngettext,
        "texts": texts,
        "lang": language,
        "number": number,
        "euros": texts.euros,
        "unit_euros": unit_euros,
        "hours": texts.hours,
        "percent": texts.percent,
        "day": day,
        "moment": moment,
        "week": texts.week,
        "short_week": texts.short_week,
        "state_word": lambda state, of="": texts.gettext(life_texts.state(str(state), of)),
        "step_word": lambda name: texts.gettext(life_texts.STEPS.get(name, str(name))),
        "role_word": lambda role: texts.gettext(ROLES.get(role, str(role))),
        "labelled": texts.labelled,
        "join": texts.join,
    }


def words(texts: Texts) -> dict[str, Any]:
    """What every template can say: texts, numbers, days and weeks in the reader's language."""
    return _words(texts.language)


def _marked(texts: Texts) -> Callable[..., Any]:
    """Translation for templates: markup that is given as a value stays markup."""

    def translate(text: str, /, **values: object) -> Any:
        if not any(hasattr(v, "__html__") for v in values.values()):
            return texts.gettext(text, **values)
        return Markup(escape(texts.gettext(text))).format(**values)

    return translate


def _local(value: date | datetime) -> date:
    if not isinstance(value, datetime):
        return value
    at = value if value.tzinfo else value.replace(tzinfo=ZoneInfo("UTC"))
    return at.astimezone(_PARIS).date()


ROLES = {
    "coordinator": N_("coordination"),
    "workshop": N_("atelier"),
    "facilitator": N_("accompagnement"),
    "buyer": N_("donneur d'ordre"),
}
"""What people call the roles, in French."""
