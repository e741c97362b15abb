"""What can be tried by a simple form: each kind of change with its fields, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from optimizer.capacity import horizon_of
from optimizer.problem import Problem
from service.exports.display_names import names_of
from service.exports.words import KEYS, PRESETS
from service.i18n import N_, Texts

Source = Literal[
    "workshop",
    "product",
    "operation",
    "demand",
    "offer",
    "material",
    "station_group",
    "norm",
    "week",
    "day",
    "number",
    "key",
    "preset",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A cell of a change: what is chosen or typed for it; ``is_free``: may stay empty."""

    cell: str
    label: str
    source: Source
    help: str = ""
    is_free: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A kind of change; ``what`` as :mod:`importers.variant_meanings` calls it."""

    what: str
    title: str
    fields: tuple[Field, ...]


_WHO = Field(cell="workshop", label=N_("Atelier"), source="workshop")
_PRODUCT = Field(cell="product", label=N_("Produit"), source="product")
_FROM = Field(cell="first", label=N_("De la semaine"), source="week")
_TO = Field(
    cell="last",
    label=N_("À la semaine"),
    source="week",
    help=N_("Vide : une seule semaine."),
    is_free=True,
)
_FROM_DAY = Field(cell="first", label=N_("Du"), source="day")
_TO_DAY = Field(
    cell="last", label=N_("Au"), source="day", help=N_("Vide : un seul jour."), is_free=True
)


def _number(label: str, help: str = "") -> Field:
    return Field(cell="value", label=label, source="number", help=help)


FORMS: Final[tuple[Form, ...]] = (
    Form(
        what="people",
        title=N_("Plus ou moins de monde dans un atelier"),
        fields=(
            _WHO,
            _number(N_("Personnes en plus"), N_("−2 pour deux personnes de moins.")),
            _FROM,
            _TO,
        ),
    ),
    Form(
        what="hours",
        title=N_("Plus ou moins d'heures par personne"),
        fields=(_WHO, _number(N_("Heures en plus par semaine et par personne")), _FROM, _TO),
    ),
    Form(
        what="closed",
        title=N_("Un atelier fermé quelques jours"),
        fields=(_WHO, _FROM_DAY, _TO_DAY),
    ),
    Form(
        what="open",
        title=N_("Un atelier ouvert des jours où il devait fermer"),
        fields=(_WHO, _FROM_DAY, _TO_DAY),
    ),
    Form(
        what="stops",
        title=N_("Un atelier s'arrête à partir d'une semaine"),
        fields=(_WHO, Field(cell="first", label=N_("À partir de la semaine"), source="week")),
    ),
    Form(what="without", title=N_("Sans un atelier, depuis le début"), fields=(_WHO,)),
    Form(
        what="key",
        title=N_("Une autre clé de partage"),
        fields=(Field(cell="value", label=N_("Clé"), source="key"),),
    ),
    Form(
        what="preset",
        title=N_("Autre chose d'abord : le coût, la vitesse, la régularité"),
        fields=(Field(cell="value", label=N_("Ce qui passe d'abord"), source="preset"),),
    ),
    Form(
        what="largest_share",
        title=N_("Une part maximale pour un atelier"),
        fields=(
            _WHO,
            Field(
                cell="value",
                label=N_("Part maximale (en %)"),
                source="number",
                help=N_("Par exemple 40 %. Vide : sans limite."),
                is_free=True,
            ),
        ),
    ),
    Form(
        what="quantity",
        title=N_("Une autre quantité pour un jalon"),
        fields=(
            Field(cell="about", label=N_("Jalon"), source="demand"),
            _number(N_("Quantité en tout")),
        ),
    ),
    Form(
        what="due",
        title=N_("Une autre date pour un jalon"),
        fields=(
            Field(cell="about", label=N_("Jalon"), source="demand"),
            Field(cell="value", label=N_("Nouvelle date"), source="day"),
        ),
    ),
    Form(
        what="price",
        title=N_("Un autre prix chez un fournisseur"),
        fields=(
            Field(cell="about", label=N_("Offre"), source="offer"),
            _number(N_("Variation du prix"), N_("Par exemple +10 % ou −5 %.")),
        ),
    ),
    Form(
        what="material",
        title=N_("Plus de matière disponible"),
        fields=(
            Field(cell="about", label=N_("Offre"), source="offer"),
            _number(N_("Quantité en plus par semaine")),
            Field(
                cell="first",
                label=N_("Pour la semaine"),
                source="week",
                help=N_("Vide : toutes les semaines."),
                is_free=True,
            ),
        ),
    ),
    Form(
        what="supply",
        title=N_("Un délai de livraison plus court"),
        fields=(
            Field(cell="about", label=N_("Offre"), source="offer"),
            _number(N_("Semaines gagnées")),
        ),
    ),
    Form(
        what="stations",
        title=N_("Plus ou moins de postes ou de machines"),
        fields=(
            Field(cell="about", label=N_("Postes"), source="station_group"),
            _number(N_("Postes en plus"), N_("−1 pour un poste de moins.")),
            _FROM,
            _TO,
        ),
    ),
    Form(
        what="skill",
        title=N_("Un atelier apprend une opération"),
        fields=(
            _WHO,
            Field(cell="operation", label=N_("Opération"), source="operation"),
            Field(
                cell="value",
                label=N_("Rythme (en % du temps gammé)"),
                source="number",
                help=N_("Par exemple 70 %."),
                is_free=True,
            ),
        ),
    ),
    Form(
        what="pin",
        title=N_("Garder un travail chez un atelier"),
        fields=(
            _WHO,
            _PRODUCT,
            Field(cell="operation", label=N_("Opération"), source="operation"),
            _number(N_("Unités, exactement")),
            _FROM,
            _TO,
        ),
    ),
    Form(
        what="ban",
        title=N_("Interdire un travail à un atelier"),
        fields=(
            _WHO,
            Field(cell="product", label=N_("Produit"), source="product", is_free=True),
            Field(cell="operation", label=N_("Opération"), source="operation", is_free=True),
            Field(
                cell="first",
                label=N_("De la semaine"),
                source="week",
                is_free=True,
                help=N_("Vide : pour toute la commande."),
            ),
            Field(cell="last", label=N_("À la semaine"), source="week", is_free=True),
        ),
    ),
)
"""In the order in which people think of them."""

BY_WHAT: Final[Mapping[str, Form]] = {f.what: f for f in FORMS}


GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    N_("Les gens et les fermetures"): ("people", "hours", "closed", "open", "stops", "without"),
    N_("Le partage et ce qui passe d'abord"): ("key", "preset", "largest_share"),
    N_("Ce que le client demande"): ("quantity", "due"),
    N_("Les matières et les prix"): ("price", "material", "supply"),
    N_("Les machines et les savoir-faire"): ("stations", "skill"),
    N_("Qui fait quoi"): ("pin", "ban"),
}
"""Title → the kinds of change under it, in the order in which people think of them."""


def grouped(forms: Iterable[Form]) -> list[tuple[str, list[Form]]]:
    """Forms under the titles of their groups; a group without any is left out."""
    by_what = {f.what: f for f in forms}
    found = [(t, [by_what[w] for w in whats if w in by_what]) for t, whats in GROUPS.items()]
    return [(title, some) for title, some in found if some]


def choices(problem: Problem, texts: Texts, first: str = "") -> dict[str, list[tuple[str, str]]]:
    """What each source offers: values with their texts; nothing for what is typed.

    Args:
        first: the first week that can still be otherwise, "" for any.
    """
    _ = texts.gettext
    names = names_of(problem)
    operations = {o.id: o.name or o.id for p in problem.products for o in p.operations}
    products = {p.id: p.name or p.id for p in problem.products}
    return {
        "workshop": [(w.id, w.name or w.id) for w in problem.workshops],
        "product": list(products.items()),
        "operation": list(operations.items()),
        "demand": [
            (d.id, f"{d.id} – {products.get(d.product, d.product)}, {texts.day(d.due)}")
            for d in problem.demands
        ],
        "offer": [(o.id, names[o.id]) for o in problem.offers],
        "material": [(m.id, names[m.id]) for m in problem.materials],
        "station_group": [(g.id, names[g.id]) for g in problem.station_groups],
        "week": [(name, texts.week(name)) for name in horizon_of(problem).names if name >= first],
        "key": [(k, _(said)) for k, said in KEYS.items()],
        "preset": [(p, _(said)) for p, said in PRESETS.items()],
    }


def usable(forms: tuple[Form, ...], offered: Mapping[str, list[tuple[str, str]]]) -> list[Form]:
    """The forms whose every choice offers something in this order."""
    return [
        f
        for f in forms
        if all(x.source in ("day", "number") or offered.get(x.source) for x in f.fields)
    ]
