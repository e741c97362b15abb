"""What binds, and the links of a share, in words: one function each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from optimizer.diagnosis import Bottleneck, ShareStep
from service.exports.amount_words import AmountWords
from service.exports.reasons import REASONS

_Bottleneck = Callable[[AmountWords, Bottleneck], str]


def _labour(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.gettext(
        "il manque {amount} de travail{operations} chez {workshop} {weeks}",
        amount=w.amount(b.missing, b.unit),
        operations=w.operations(b.operations),
        workshop=w.name(b.where.workshop),
        weeks=w.weeks(b.where),
    ).strip()


def _station(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.gettext(
        "il manque {amount} de « {group} » chez {workshop} {weeks}",
        amount=w.amount(b.missing, b.unit),
        group=w.name(b.where.group),
        workshop=w.name(b.where.workshop),
        weeks=w.weeks(b.where),
    ).strip()


def _material(w: AmountWords, b: Bottleneck) -> str:
    _ = w.texts.gettext
    amount, name = w.amount(b.missing, b.unit, b.measure), w.name(b.where.material)
    week = b.where.first or b.where.last
    if not week:
        return _("il manque {amount} de « {material} »", amount=amount, material=name)
    return _(
        "il manque {amount} de « {material} » dès {week}",
        amount=amount,
        material=name,
        week=w.texts.short_week(week),
    )


def _lead_time(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "« {material} » de {supplier} met {n} semaine de trop à arriver",
        "« {material} » de {supplier} met {n} semaines de trop à arriver",
        b.missing,
        material=w.name(b.where.material),
        supplier=w.seller(b.where.offer),
    )


def _order_date(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "« {material} » ne peut être commandé à {supplier} que {n} semaine trop tard",
        "« {material} » ne peut être commandé à {supplier} que {n} semaines trop tard",
        b.missing,
        material=w.name(b.where.material),
        supplier=w.seller(b.where.offer),
    )


def _qualification(w: AmountWords, b: Bottleneck) -> str:
    who = {"workshop": w.name(b.where.workshop), "norm": b.where.norm}
    if b.cures and not b.cures[0].before:
        return w.texts.gettext("{workshop} n'a pas la norme {norm}", **who)
    return w.texts.ngettext(
        "{workshop} obtient la norme {norm} {n} semaine trop tard",
        "{workshop} obtient la norme {norm} {n} semaines trop tard",
        b.missing,
        **who,
    )


def _skill(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.gettext(
        "{workshop} ne sait pas faire « {operation} »",
        workshop=w.name(b.where.workshop),
        operation=w.name(b.where.operation),
    )


def _largest_share(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.gettext(
        "la part maximale de {workshop} est trop basse, de {amount} de la commande",
        workshop=w.name(b.where.workshop),
        amount=w.amount(b.missing, b.unit),
    )


def _smallest_share(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.gettext(
        "la part minimale de {workshop} est trop haute, de {amount} de la commande",
        workshop=w.name(b.where.workshop),
        amount=w.amount(b.missing, b.unit),
    )


def _ceiling(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.gettext(
        "le plafond de recettes de {workshop} est trop bas, de {amount}",
        workshop=w.name(b.where.workshop),
        amount=w.amount(b.missing, b.unit),
    )


def _closure(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "{workshop} est fermé {n} jour de trop {weeks}",
        "{workshop} est fermé {n} jours de trop {weeks}",
        b.missing,
        workshop=w.name(b.where.workshop),
        weeks=w.weeks(b.where),
    ).strip()


def _entry(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "{workshop} arrive {n} semaine trop tard",
        "{workshop} arrive {n} semaines trop tard",
        b.missing,
        workshop=w.name(b.where.workshop),
    )


def _hub(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "la navette entre ateliers met {n} semaine de trop",
        "la navette entre ateliers met {n} semaines de trop",
        b.missing,
    )


def _lane(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "le trajet de {workshop} à {point} dure {n} semaine de trop",
        "le trajet de {workshop} à {point} dure {n} semaines de trop",
        b.missing,
        workshop=w.name(b.where.workshop),
        point=w.name(b.where.delivery_point),
    )


def _issue(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "{workshop} demande ses matières {n} semaine trop tôt",
        "{workshop} demande ses matières {n} semaines trop tôt",
        b.missing,
        workshop=w.name(b.where.workshop),
    )


def _testing(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "les essais de « {product} » durent {n} semaine de trop",
        "les essais de « {product} » durent {n} semaines de trop",
        b.missing,
        product=w.name(b.where.product),
    )


def _smallest_run(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "la série minimale de « {operation} » chez {workshop} est trop grande de {n} pièce",
        "la série minimale de « {operation} » chez {workshop} est trop grande de {n} pièces",
        b.missing,
        workshop=w.name(b.where.workshop),
        operation=w.name(b.where.operation),
    )


def _lots(w: AmountWords, b: Bottleneck) -> str:
    return w.texts.ngettext(
        "les paquets de « {product} » sont trop grands de {n} pièce",
        "les paquets de « {product} » sont trop grands de {n} pièces",
        b.missing,
        product=w.name(b.where.product),
    )


BOTTLENECKS: dict[str, _Bottleneck] = {
    "labour": _labour,
    "station": _station,
    "material": _material,
    "lead_time": _lead_time,
    "order_date": _order_date,
    "qualification": _qualification,
    "skill": _skill,
    "largest_share": _largest_share,
    "smallest_share": _smallest_share,
    "receipts_ceiling": _ceiling,
    "closure": _closure,
    "entry": _entry,
    "hub": _hub,
    "lane": _lane,
    "issue_lead": _issue,
    "testing": _testing,
    "smallest_run": _smallest_run,
    "lot_size": _lots,
}


# -- links of a share ------------------------------------------------------------------------------

_Step = Callable[[AmountWords, ShareStep], str]


def _step_qualification(w: AmountWords, s: ShareStep) -> str:
    _ = w.texts.gettext
    if s.day:
        day = w.texts.day(date.fromisoformat(s.day))
        said = _("n'a la norme {norm} que le {day}", norm=s.norm, day=day)
    else:
        said = _("n'a pas la norme {norm}", norm=s.norm)
    return _less(w, s, said) if s.minutes else said


def _less(w: AmountWords, s: ShareStep, why: str) -> str:
    """A line that is taken from those above it."""
    return w.texts.labelled("− " + w.texts.hours(s.minutes), why)


def _step_open(w: AmountWords, s: ShareStep) -> str:
    weeks = w.texts.ngettext("{n} semaine", "{n} semaines", Decimal(len(s.weeks)))
    hours = w.texts.hours(s.minutes)
    if s.is_result:
        return w.texts.gettext(
            "= {hours} productives pendant le plan, en {weeks}", hours=hours, weeks=weeks
        )
    return w.texts.gettext(
        "ses heures productives pendant le plan : {hours}, en {weeks}", hours=hours, weeks=weeks
    )


def _step_useful(w: AmountWords, s: ShareStep) -> str:
    return w.texts.ngettext(
        "= {hours} avec du travail à sa portée, en {n} semaine",
        "= {hours} avec du travail à sa portée, en {n} semaines",
        Decimal(len(s.weeks)),
        hours=w.texts.hours(s.minutes),
    )


def _step_target(w: AmountWords, s: ShareStep) -> str:
    _ = w.texts.gettext
    said = _("la part la plus juste qui soit possible : {hours}", hours=w.texts.hours(s.minutes))
    if s.reason:
        known = REASONS[s.reason]
        said += f" ({_(known)})"
    return said


STEPS: dict[str, _Step] = {
    "key": lambda w, s: w.texts.gettext(
        "la clé lui donne {part} : {hours}",
        part=w.texts.percent(s.share),
        hours=w.texts.hours(s.minutes),
    ),
    "operations": lambda w, s: w.texts.gettext(
        "ne fait pas : {operations}", operations=w.texts.join(list(s.names))
    ),
    "all_hours": lambda w, s: w.texts.gettext(
        "ses heures du début à la fin du plan, sans aucune absence : {hours}",
        hours=w.texts.hours(s.minutes),
    ),
    "open_hours": _step_open,
    "useful_hours": _step_useful,
    "pace": lambda w, s: w.texts.gettext(
        "à son rythme, cela fait au plus {hours} en temps gammé",
        hours=w.texts.hours(s.minutes),
    ),
    "qualification": _step_qualification,
    "no_work": lambda w, s: _less(
        w, s, w.texts.gettext("aucun travail à sa portée ces semaines-là")
    ),
    "entry": lambda w, s: _less(
        w,
        s,
        w.texts.gettext("n'arrive que le {day}", day=w.texts.day(date.fromisoformat(s.day))),
    ),
    "closures": lambda w, s: _less(w, s, w.texts.gettext("ses fermetures")),
    "commitments": lambda w, s: _less(w, s, w.texts.gettext("ses autres engagements")),
    "largest_share": lambda w, s: w.texts.gettext(
        "sa part maximale : {part}, soit {hours}",
        part=w.texts.percent(s.share),
        hours=w.texts.hours(s.minutes),
    ),
    "receipts_ceiling": lambda w, s: w.texts.gettext(
        "son plafond de recettes : {amount}", amount=w.texts.euros(s.cents)
    ),
    "stations": lambda w, s: w.texts.gettext(
        "ses postes sont pleins : {groups}", groups=w.texts.join(list(s.names))
    ),
    "held": lambda w, s: w.texts.gettext(
        "ce qu'il ne fait pas revient à {names}",
        names=w.texts.join([w.name(n) for n in s.names]),
    ),
    "target": _step_target,
    "load": lambda w, s: w.texts.gettext(
        "ce que le plan lui donne : {hours}", hours=w.texts.hours(s.minutes)
    ),
}
