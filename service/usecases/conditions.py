"""What must hold for a step besides its state: each condition by its name in the table of steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from optimizer import dossier
from service.db import life_rows, repositories, tables
from service.errors import Refusal, ServiceRefusalError, Word
from service.i18n import N_
from service.usecases import cost_data, delivered_lots, orders

if TYPE_CHECKING:
    from service.db.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A step about to be taken: of which order, on which row, of whose, with which reason."""

    order: tables.Order
    row: Any
    workshop: str = ""
    reason: str = ""


def lacking(session: Session, name: str, case: Case) -> ServiceRefusalError | None:
    """Why a condition does not hold, None when it does."""
    return CONDITIONS[name](session, case)


def _wrong(text: str, **values: Any) -> ServiceRefusalError:
    return ServiceRefusalError(Refusal.WRONG_STATE, text, **values)


def quotation_sent(session: Session, case: Case) -> ServiceRefusalError | None:
    """A quotation of the order was sent."""
    if any(q.state in ("sent", "won") for q in life_rows.quotations(session, case.order.id)):
        return None
    return _wrong(N_("Aucun devis n'a été envoyé : envoyez-en un d'abord."))


def one_offer_out(session: Session, case: Case) -> ServiceRefusalError | None:
    """One quotation is sent and waits for the buyer: it is the one that is accepted."""
    sent = [q.number for q in life_rows.quotations(session, case.order.id) if q.state == "sent"]
    if len(sent) == 1:
        return None
    if not sent:
        return _wrong(N_("Aucun devis envoyé n'attend de réponse : envoyez-en un d'abord."))
    return _wrong(
        N_("Plusieurs devis sont envoyés ({numbers}) : notez sur sa page lequel est accepté."),
        numbers=", ".join(str(n) for n in sorted(sent)),
    )


def offer_stands(session: Session, case: Case) -> ServiceRefusalError | None:
    """A quotation is out, and none is won: whoever takes that back says so of the quotation."""
    return no_offer_won(session, case) or quotation_sent(session, case)


def no_offer_won(session: Session, case: Case) -> ServiceRefusalError | None:
    """No quotation of the order is won."""
    won = [q.number for q in life_rows.quotations(session, case.order.id) if q.state == "won"]
    if not won:
        return None
    return _wrong(N_("Le devis {number} est gagné : revenez d'abord sur ce devis."), number=won[0])


def plan_adopted(session: Session, case: Case) -> ServiceRefusalError | None:
    """The order has a plan in force."""
    if repositories.plan_in_state(session, case.order.id, "adopted") is not None:
        return None
    return _wrong(N_("Aucun plan n'est adopté : proposez-en un aux ateliers, puis adoptez-le."))


def all_delivered_or_reason(session: Session, case: Case) -> ServiceRefusalError | None:
    """The buyer accepted everything, or somebody says why the order ends all the same."""
    if case.reason.strip():
        return None
    found = orders.problem(session, case.order).problem
    missing = delivered_lots.undelivered(session, case.order, found) if found else {}
    if not missing:
        return None
    return _wrong(
        N_("Tout n'est pas livré et accepté ({demands}) : donnez la raison pour clore quand même."),
        demands=", ".join(f"{demand} : {units.normalize():f}" for demand, units in missing.items()),
    )


def solves_the_order_now(session: Session, case: Case) -> ServiceRefusalError | None:
    """The plan solves the order as it is now, not as it was.

    A plan made again on the way solves what was left of the order: its options then say the hash of the
    whole order that it started from (``order_hash``).
    """
    plan = cast("tables.Plan", case.row)
    found = orders.problem(session, case.order).problem
    solved = str(plan.options.get("order_hash", plan.problem_hash))
    if found is not None and dossier.problem_hash(found) == solved:
        return None
    return _wrong(N_("La commande a changé depuis ce plan : refaites un plan, puis proposez-le."))


def consented_or_overdue(session: Session, case: Case) -> ServiceRefusalError | None:
    """Everybody asked has accepted; after the deadline a reason stands for who has not."""
    plan = cast("tables.Plan", case.row)
    asked = repositories.consents(session, plan.id)
    waiting = [c.workshop for c in asked if c.state != "accepted"]
    if not waiting:
        return None
    names = ", ".join(waiting)
    if plan.consent_by is None or tables.now() <= plan.consent_by:
        return _wrong(
            N_(
                "N'ont pas accepté ce plan : {workshops}. Attendez leur réponse ou la fin du délai, "
                "ou faites un autre plan."
            ),
            workshops=names,
        )
    if case.reason.strip():
        return None
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_(
            "Le délai est passé sans l'accord de {workshops} : donnez la raison d'adopter, elle sera "
            "gardée."
        ),
        workshops=names,
    )


def nothing_done_since(session: Session, case: Case) -> ServiceRefusalError | None:
    """Nothing was declared, delivered, ordered or invoiced since the plan came into force."""
    plan, order = cast("tables.Plan", case.row), case.order
    if order.state not in orders.OPEN_STATES:
        return _wrong(N_("Cette commande est terminée : elle ne change plus."))
    other = repositories.plan_in_state(session, order.id, "proposed")
    if other is not None:
        return _wrong(
            N_("Le plan {number} est déjà proposé : retirez-le ou écartez-le d'abord."),
            number=other.number,
        )
    # Of a plan from before moments were kept, anything at all counts.
    since = plan.adopted_at or plan.created_at
    lots = life_rows.lots(session, order.id)
    there = {
        N_("de la production déclarée"): any(
            d.declared_at > since for d in life_rows.declarations(session, order.id)
        ),
        N_("des lots livrés"): any(x.said_at > since for x in lots),
        N_("des lots acceptés ou refusés"): any(
            x.decided_at is not None and x.decided_at > since for x in lots
        ),
        N_("des achats passés"): any(
            p.state in ("placed", "received") and p.plan_id == plan.id
            for p in life_rows.purchases(session, order.id)
        ),
        N_("des états d'acompte remis"): any(
            s.state != "draft" and s.created_at > since
            for s in life_rows.statements(session, order.id)
        ),
    }
    done = tuple(Word(text) for text, is_there in there.items() if is_there)
    if not done:
        return None
    return _wrong(
        N_(
            "Depuis l'adoption de ce plan il y a {done} : on n'y revient plus. Replanifiez la suite, ou "
            "reprenez d'abord ce qui a été noté par erreur."
        ),
        done=done,
    )


def plan_is_proposed(session: Session, case: Case) -> ServiceRefusalError | None:
    """The plan is still up for consent."""
    consent = cast("tables.Consent", case.row)
    plan = life_rows.plan_by_id(session, consent.plan_id)
    if plan is not None and plan.state == "proposed":
        return None
    return _wrong(N_("Ce plan n'est plus proposé : votre réponse est gardée telle quelle."))


def costing_complete(session: Session, case: Case) -> ServiceRefusalError | None:
    """The figures of the workshop are without error, and nothing needed is missing."""
    costing = cast("tables.Costing", case.row)
    _, found = cost_data.looked_at(session, case.order, costing)
    wrong = tuple(d for d in found if d.severity.value == "error")
    if not wrong:
        return None
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("Ces coûts ne sont pas complets : voyez ce qui manque."),
        findings=wrong,
    )


CONDITIONS: Final[Mapping[str, Callable[[Session, Case], ServiceRefusalError | None]]] = {
    "quotation_sent": quotation_sent,
    "one_offer_out": one_offer_out,
    "offer_stands": offer_stands,
    "no_offer_won": no_offer_won,
    "plan_adopted": plan_adopted,
    "plan_in_force": plan_adopted,
    "all_delivered_or_reason": all_delivered_or_reason,
    "solves_the_order_now": solves_the_order_now,
    "consented_or_overdue": consented_or_overdue,
    "nothing_done_since": nothing_done_since,
    "plan_is_proposed": plan_is_proposed,
    "costing_complete": costing_complete,
}
