"""Why a workshop has its share, said to itself: every cause with its figures, and only its own data."""

from __future__ import annotations

from decimal import Decimal

from optimizer.plan import Reason, WorkshopShare
from optimizer.problem import Workshop
from service.exports import reasons
from service.exports.facts import ZERO, Facts
from service.exports.receipts import receipts_of
from service.i18n import N_, Texts

OWN: dict[Reason, str] = {
    "": N_("vous avez toute votre part"),
    "capacity": N_("vos heures sont pleines dans les semaines où il y a du travail pour vous"),
    "stations": N_("les postes ou machines dont vous vous servez sont pleins"),
    "qualification": N_(
        "vous n'avez du travail à votre portée que dans une partie de vos semaines"
    ),
    "largest_share": N_("vous avez atteint la part maximale fixée"),
    "receipts_ceiling": N_("votre plafond de recettes vous arrête"),
    "smallest_share": N_("votre part minimale ne peut pas être atteinte"),
    "materials": N_(
        "ni vos heures ni vos postes ne vous arrêtent : le travail que vous savez faire manque "
        "(matières, opérations d'avant ou dates de livraison)"
    ),
    "lots": N_("à cause des paquets entiers"),
    "instructions": N_("à cause des affectations imposées ou exclues"),
}
"""What each reason of the optimizer says to the workshop itself."""

# Who needs this much more than the standard time fills its hours sooner: worth saying.
_SLOW = Decimal("1.1")


def own_causes(facts: Facts, share: WorkshopShare, texts: Texts) -> list[str]:
    """Each cause of a share that is not what the key gives; [] when nothing differs.

    Args:
        share: of the plan's own fairness table.
    """
    fairness = facts.plan.fairness
    total = fairness.total_minutes if fairness is not None else ZERO
    workshop = facts.workshops[share.workshop]
    due = share.weight_share * total
    causes = []
    if due - share.target_minutes > total * reasons.VISIBLE:
        causes += _held(facts, workshop, share, texts)
    elif share.target_minutes - due > total * reasons.VISIBLE:
        causes.append(texts.gettext("vous prenez une part de ce que d'autres ne peuvent pas faire"))
    off = share.load_minutes - share.target_minutes
    if abs(off) > total * reasons.NOTABLE:
        causes.append(reasons.off_target(facts, off, texts))
    return causes


def own_reason(facts: Facts, share: WorkshopShare, texts: Texts) -> str:
    """All causes in one sentence, for a document."""
    nothing = OWN[""]
    return texts.clauses(own_causes(facts, share, texts) or [texts.gettext(nothing)])


def _held(facts: Facts, workshop: Workshop, share: WorkshopShare, texts: Texts) -> list[str]:
    """What holds the share below the key: the optimizer's reason, then what goes with it."""
    _ = texts.gettext
    if workshop.leaving is not None and workshop.leaving < facts.horizon.monday_of(0):
        return [_("vous avez quitté la commande le {day}", day=texts.day(workshop.leaving))]
    norms = _norms(facts, workshop, texts)
    full = _full(facts, workshop, texts)
    slow = _slow(share, texts)
    if share.reason == "capacity":
        reason = OWN["capacity"]
        return [full or _(reason), *norms, *slow]
    if share.reason == "qualification" and norms:
        return [*norms, *([full] if full else []), *slow]
    return [_first(facts, workshop, share, texts), *norms]


def _first(facts: Facts, workshop: Workshop, share: WorkshopShare, texts: Texts) -> str:
    """The optimizer's reason with its figures."""
    _ = texts.gettext
    if not share.reason:
        return _("votre part visée est sous la clé, sans qu'une limite à vous l'explique")
    if share.reason == "largest_share" and workshop.largest_share is not None:
        return _(
            "vous avez atteint la part maximale fixée ({part})",
            part=texts.percent(workshop.largest_share),
        )
    if share.reason == "receipts_ceiling" and workshop.receipts_ceiling_cents is not None:
        return _(
            "votre plafond de recettes vous arrête ({planned} avec ce plan, pour un plafond de "
            "{ceiling})",
            planned=texts.euros(int(receipts_of(facts, workshop).total_cents)),
            ceiling=texts.euros(workshop.receipts_ceiling_cents),
        )
    if share.reason == "materials":
        missing = reasons.not_done(facts, workshop)
        if missing:
            return _(
                "vous ne faites pas toutes les opérations (pas : {operations})",
                operations=texts.join(missing),
            )
    reason = OWN[share.reason]
    return _(reason)


def _full(facts: Facts, workshop: Workshop, texts: Texts) -> str:
    full, weeks = reasons.full_weeks(facts, workshop)
    if not full:
        return ""
    return texts.ngettext(
        "vos heures sont pleines dans {full} semaine ouverte sur {weeks}",
        "vos heures sont pleines dans {full} semaines ouvertes sur {weeks}",
        full,
        full=texts.number(full),
        weeks=texts.number(weeks),
    )


def _slow(share: WorkshopShare, texts: Texts) -> list[str]:
    """How long the work takes really, when that is clearly more than the standard time."""
    if share.load_minutes <= 0 or share.real_minutes < _SLOW * share.load_minutes:
        return []
    return [
        texts.gettext(
            "{standard} de temps gammé vous prennent {real} réelles (rendement de {pace}, mises en "
            "route comprises) : vos heures se remplissent plus vite que la part ne compte",
            standard=texts.hours(share.load_minutes),
            real=texts.hours(share.real_minutes),
            pace=texts.percent(share.load_minutes / share.real_minutes, 0),
        )
    ]


def _norms(facts: Facts, workshop: Workshop, texts: Texts) -> list[str]:
    """The norms that keep it from work it can do, with the weeks when it had hours without them."""
    _ = texts.gettext
    said = []
    for x in reasons.lacking_norms(facts, workshop):
        work = texts.join(list(x.work))
        weeks = texts.ngettext("{n} semaine ouverte", "{n} semaines ouvertes", x.weeks)
        if not x.is_held:
            said.append(_("vous n'avez pas la norme {norm} ({work})", norm=x.norm, work=work))
        elif x.later is not None:
            said.append(
                _(
                    "norme {norm} acquise le {day} seulement : {weeks} sans ce travail ({work})",
                    norm=x.norm,
                    day=texts.day(x.later),
                    weeks=weeks,
                    work=work,
                )
            )
        elif x.earlier is not None:
            said.append(
                _(
                    "norme {norm} valable jusqu'au {day} seulement : {weeks} sans ce travail ({work})",
                    norm=x.norm,
                    day=texts.day(x.earlier),
                    weeks=weeks,
                    work=work,
                )
            )
    return said
