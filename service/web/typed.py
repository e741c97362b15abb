"""What a person typed into a form: read as French people write, kept when it must be shown again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from optimizer import weeks
from service.dependencies import get_database, get_signed_in_by_browser
from service.errors import RefusedError
from service.i18n import N_

_MOST_FIELDS, _MOST_FILES = 40_000, 60
# A number or a day beyond these is a slip of the hand; sums over it would take for ever, or fail.
_MOST_DECIMALS = 30
_TOO_LARGE = Decimal(10) ** 12
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'’")


class Fault(str):
    """What is wrong with a box, in a French sentence of the catalogue that ``values`` fill."""

    __slots__ = ("values",)
    values: Mapping[str, Decimal]

    def __new__(cls, text: str, **values: int | Decimal) -> Fault:
        """The sentence with what fills it."""
        made = super().__new__(cls, text)
        made.values = {k: Decimal(v) for k, v in values.items()}
        return made


class WrongFormError(RefusedError):
    """Fields that cannot be read.

    Args:
        faults: name of the field → French sentence of the catalogue.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(N_("Rien n'est enregistré. Voici ce qu'il faut corriger :"))
        self.faults = dict(faults)


class DoubtfulFormError(WrongFormError):
    """Figures that are kept when the person says that they are meant: the form comes back with a box.

    Args:
        doubts: name of the field → what to ask of it, in the reader's words.
    """

    def __init__(self, doubts: Mapping[str, str]) -> None:
        super().__init__(doubts)
        self.text = N_(
            "Rien n'est encore enregistré : un nombre surprend. Corrigez-le, ou cochez "
            "« Oui, c'est bien cela » et enregistrez de nouveau."
        )


SURE = "sur"
"""The box that says that surprising figures are meant; it holds them, so that others are asked back again."""


def sure_of(typed: Typed, doubts: Iterable[str]) -> str:
    """What the box says of these fields."""
    return " ".join(f"{name}={''.join(typed[name].split())}" for name in sorted(doubts))


def need_sure(typed: Typed, doubts: Mapping[str, str]) -> None:
    """Nothing when there is no doubt, or the person has ticked that exactly this is meant.

    Args:
        doubts: name of the field → what to ask of it, in the reader's words.

    Raises:
        DoubtfulFormError: with every doubt.
    """
    if doubts and typed[SURE] != sure_of(typed, doubts):
        raise DoubtfulFormError(doubts)


class Typed:
    """The fields of a form that was sent.

    Reading a field that cannot be read gives its ``default`` and keeps a fault; :meth:`check` then
    refuses the whole form, with every fault at once.
    """

    def __init__(self, data: FormData | None = None) -> None:
        self.data = data if data is not None else FormData()
        self.faults: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """What was typed, as it was typed; "" when nothing was."""
        found = self.data.get(name, "")
        return found if isinstance(found, str) else ""

    def __contains__(self, name: object) -> bool:
        return name in self.data

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(self.data))

    def text(self, name: str, *, needed: bool = False, most: int = 1_000) -> str:
        """A text without the spaces around it."""
        found = self[name].strip()
        if needed and not found:
            self.faults[name] = N_("À remplir.")
        if len(found) > most:
            self.faults[name] = N_("Trop long.")
        return found

    def texts(self, name: str) -> list[str]:
        """Every value of a field that may be ticked several times."""
        return [v for v in self.data.getlist(name) if isinstance(v, str)]

    def number(
        self,
        name: str,
        default: Decimal | None = None,
        *,
        least: int | Decimal | None = 0,
        most: int | Decimal | None = None,
        needed: bool = False,
    ) -> Decimal | None:
        """A number as French people write it: ``1 234,5``; ``default`` when nothing was typed."""
        raw = self[name].translate(_SPACES).removesuffix("€").removesuffix("%").replace(",", ".")
        if not raw:
            if needed:
                self.faults[name] = N_("À remplir.")
            return default
        try:
            found = Decimal(raw)
            if not found.is_finite():
                raise InvalidOperation
            if abs(found) >= _TOO_LARGE:
                self.faults[name] = outside(least, most, found)
                return default
            exponent = found.as_tuple().exponent
            if not isinstance(exponent, int) or abs(exponent) > _MOST_DECIMALS:
                raise InvalidOperation
        except InvalidOperation:
            self.faults[name] = N_("Un nombre est attendu, par exemple 1 250 ou 3,5.")
            return default
        if (least is not None and found < least) or (most is not None and found > most):
            self.faults[name] = outside(least, most, found)
            return default
        return found

    def whole(
        self,
        name: str,
        default: int | None = None,
        *,
        least: int = 0,
        most: int | None = None,
        needed: bool = False,
    ) -> int | None:
        """A whole number."""
        found = self.number(name, None, least=least, most=most, needed=needed)
        if found is None:
            return default
        if found != int(found):
            self.faults[name] = N_("Un nombre entier est attendu.")
            return default
        return int(found)

    def day(self, name: str, default: date | None = None, *, needed: bool = False) -> date | None:
        """A day: ``2020-04-30`` as browsers send it, or ``30/04/2020`` as people type it."""
        raw = self[name].strip()
        if not raw:
            if needed:
                self.faults[name] = N_("À remplir.")
            return default
        try:
            if "/" in raw:
                number, month, year = (int(x) for x in raw.split("/"))
                found = date(year + 2000 if year < 100 else year, month, number)
            else:
                found = date.fromisoformat(raw)
            if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
                raise ValueError
            return found
        except (ValueError, OverflowError):
            self.faults[name] = N_("Une date est attendue, par exemple 30/04/2020.")
            return default

    def week(self, name: str, default: str | None = None, *, needed: bool = False) -> str | None:
        """An ISO week: ``2020-W18`` as browsers send it."""
        raw = self[name].strip()
        if not raw:
            if needed:
                self.faults[name] = N_("À remplir.")
            return default
        if not weeks.is_week_name(raw) or not _FIRST_YEAR <= int(raw[:4]) <= _LAST_YEAR:
            self.faults[name] = N_("Une semaine est attendue, par exemple 2020-W18.")
            return default
        return raw

    def files(self, name: str) -> list[tuple[str, bytes]]:
        """Files that were sent: name and content; fields left empty do not count."""
        found = [v for v in self.data.getlist(name) if isinstance(v, UploadFile)]
        return [(f.filename or "", f.file.read()) for f in found if f.filename]

    def check(self) -> None:
        """Nothing when every field that was asked for could be read.

        Raises:
            WrongFormError: with every fault.
        """
        if self.faults:
            raise WrongFormError(self.faults)


def outside(
    least: int | Decimal | None, most: int | Decimal | None, found: Decimal | None = None
) -> str:
    """What to say of a number that cannot be, or that is too large to be meant.

    Args:
        found: the number, where there may be no bound on its side.
    """
    if least is not None and most is not None:
        return Fault(
            N_("Ce nombre est hors des limites : de {least} à {most}."), least=least, most=most
        )
    if least is not None and (found is None or found < least):
        return Fault(N_("Ce nombre est hors des limites : {least} au moins."), least=least)
    if most is not None:
        return Fault(N_("Ce nombre est hors des limites : {most} au plus."), most=most)
    return N_("Ce nombre est trop grand.")


async def get_typed(request: Request) -> AsyncIterator[Typed]:
    """The form of a request; its files are there until the answer is made.

    Raises:
        ServiceRefusalError: as :func:`service.dependencies.get_signed_in`, for files.
    """
    # Files are large: they are only taken in from somebody who is signed in, on a page of ours.
    if request.headers.get("content-type", "").strip().lower().startswith("multipart/"):
        await run_in_threadpool(_need_somebody, request)
    async with request.form(max_fields=_MOST_FIELDS, max_files=_MOST_FILES) as data:
        yield Typed(data)


def _need_somebody(request: Request) -> None:
    with get_database(request).reading() as session:
        get_signed_in_by_browser(request, session)


InTyped = Annotated[Typed, Depends(get_typed)]


def values_of(source: Mapping[str, Any]) -> Typed:
    """A form that starts from what is known already."""
    return Typed(FormData([(k, "" if v is None else str(v)) for k, v in source.items()]))
