"""The settlement of joint purchases on paper: all of it for the facilitator, its own for a workshop.

A part shared in proportion to prices alone tells these prices: the coordinator sees what changes hands in
all, and only when at least three workshops pay and three receive.
"""

from __future__ import annotations

from optimizer.purchase_settlement import PurchaseSettlement
from service.exports import cost_words
from service.exports.cost_words import euros
from service.exports.facts import Facts
from service.exports.readers import FEWEST_MEMBERS, Reader, under_title
from service.exports.sheet import Column, Page, Value
from service.i18n import Texts

_WIDTHS = (34, 22, 22, 22)


def key_line(settlement: PurchaseSettlement, texts: Texts) -> str:
    """The key by which purchases are shared."""
    key = texts.gettext(cost_words.SHARING_KEYS[settlement.key])
    return texts.labelled(texts.gettext("Partage des achats groupés"), key)


def own_sentence(settlement: PurchaseSettlement, workshop: str, texts: Texts) -> str:
    """What one workshop pays or receives."""
    _ = texts.gettext
    cents = settlement.owed(workshop)
    if cents > 0:
        return _("Règlement des achats : vous versez {amount} HT.", amount=texts.euros(cents))
    if cents < 0:
        return _("Règlement des achats : vous recevez {amount} HT.", amount=texts.euros(-cents))
    return _("Règlement des achats : vous n'avez rien à verser ni à recevoir.")


def their_sentence(settlement: PurchaseSettlement, workshop: str, name: str, texts: Texts) -> str:
    """The same, told to somebody else; ``name``: of the workshop."""
    _ = texts.gettext
    cents = settlement.owed(workshop)
    amount = texts.euros(abs(cents))
    if cents > 0:
        return _("Règlement des achats : {name} verse {amount} HT.", name=name, amount=amount)
    if cents < 0:
        return _("Règlement des achats : {name} reçoit {amount} HT.", name=name, amount=amount)
    return _("Règlement des achats : {name} n'a rien à verser ni à recevoir.", name=name)


def one_price_sentence(texts: Texts) -> str:
    """Nobody chose a key: everybody pays the same unit price."""
    return texts.gettext(
        "Achats groupés : aucune clé n'est appliquée, chacun paie chaque matière au même prix unitaire."
    )


def total_sentence(settlement: PurchaseSettlement, reader: Reader, texts: Texts) -> str:
    """What changes hands in all, or why this reader is not told."""
    _ = texts.gettext
    # What one alone pays, or receives, is what changes hands in all.
    payers = sum(1 for m in settlement.members if m.owed_cents > 0)
    payees = sum(1 for m in settlement.members if m.owed_cents < 0)
    if not reader.sees_all and min(payers, payees) < FEWEST_MEMBERS:
        return _(
            "Un règlement entre ateliers complète les achats. Son total n'est pas montré : il dirait ce "
            "que verse ou reçoit un seul. La personne qui accompagne le groupement le voit."
        )
    return _(
        "Un règlement entre ateliers complète les achats : {amount} HT changent de mains en tout, chacun "
        "voit le sien.",
        amount=texts.euros(settlement.moved_cents),
    )


def say_own(
    page: Page,
    settlement: PurchaseSettlement | None,
    workshop: str,
    told_to_others: str = "",
) -> None:
    """One or two lines about a workshop: which key, and what it pays or receives.

    Args:
        told_to_others: name of the workshop when the reader is somebody else.
    """
    texts = page.book.texts
    if settlement is None:
        page.line(one_price_sentence(texts))
        return
    page.line(key_line(settlement, texts))
    if told_to_others:
        page.line(their_sentence(settlement, workshop, told_to_others, texts))
    else:
        page.line(own_sentence(settlement, workshop, texts))


def say_total(
    page: Page, settlement: PurchaseSettlement | None, reader: Reader, wide: tuple[int, int]
) -> None:
    """For whoever reads of the whole group."""
    texts = page.book.texts
    if settlement is None:
        _say_not_settled(page, wide)
        return
    page.paragraph(total_sentence(settlement, reader, texts), *wide)


def write_own(
    page: Page,
    settlement: PurchaseSettlement | None,
    workshop: str,
    wide: tuple[int, int],
) -> None:
    """What one workshop owes, and how it comes about."""
    if settlement is None:
        _say_not_settled(page, wide)
        return
    texts = page.book.texts
    _ = texts.gettext
    member = next((m for m in settlement.members if m.workshop == workshop), None)
    page.paragraph(own_sentence(settlement, workshop, texts), *wide, bold=True)
    if member is None or not member.owed_cents:
        return
    page.paragraph(
        _(
            "Selon la clé {key} ; au même prix pour tous, déjà compté, {counted} : la différence se règle "
            "par le compte des achats groupés, avec le dernier état.",
            key=texts.euros(member.key_cents),
            counted=texts.euros(member.counted_cents),
        ),
        *wide,
    )


def write_all(page: Page, facts: Facts, settlement: PurchaseSettlement, reader: Reader) -> None:
    """Everybody's part and who pays whom, for the facilitator."""
    texts = page.book.texts
    _ = texts.gettext
    page.widths(_WIDTHS)
    page.title(_("Règlement des achats entre ateliers"), under_title(reader, facts, texts))
    page.line(key_line(settlement, texts))
    page.paragraph(
        _(
            "Les coûts comptent d'abord chaque matière au même prix pour tous. Le règlement amène chacun à "
            "ce que dit la clé ; il est nul en tout. Montants hors taxes, réglés avec le dernier état."
        ),
        4,
        98,
    )
    page.gap()
    columns = [
        Column(header=_("Atelier"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("Au même prix pour tous"), kind="euros"),
        Column(header=_("Selon la clé"), kind="euros"),
        Column(header=_("Verse (+) ou reçoit (−)"), kind="euros"),
    ]
    rows: list[list[Value]] = [
        [
            facts.workshop_name(m.workshop),
            euros(m.counted_cents),
            euros(m.key_cents),
            euros(m.owed_cents),
        ]
        for m in settlement.members
    ]
    sums = [
        sum(getattr(m, f) for m in settlement.members)
        for f in ("counted_cents", "key_cents", "owed_cents")
    ]
    page.table(columns, rows, [_("Total"), *map(euros, sums)])
    if not settlement.transfers:
        return
    page.heading(_("Qui paie qui, sans compte commun"))
    page.paragraph(
        _(
            "Les états passent par un compte des achats groupés : personne n'y apprend ce que doit un "
            "autre. Sans ce compte, ces versements directs suffisent, mais chacun voit alors une part "
            "d'un autre."
        ),
        4,
        98,
    )
    heads = [
        Column(header=_("Qui paie"), kind="wrapped", width=_WIDTHS[0]),
        Column(header=_("À qui"), kind="wrapped", width=_WIDTHS[1]),
        Column(header=_("Montant HT"), kind="euros"),
    ]
    page.table(
        heads,
        [
            [facts.workshop_name(t.payer), facts.workshop_name(t.payee), euros(t.cents)]
            for t in settlement.transfers
        ],
        [_("Total"), None, euros(settlement.moved_cents)],
    )


def _say_not_settled(page: Page, wide: tuple[int, int]) -> None:
    """Other documents count one price for all: another key asks for payments that stand nowhere else."""
    _ = page.book.texts.gettext
    page.paragraph(
        _(
            "Les coûts, les états et la trésorerie comptent chaque matière au prix unitaire du groupe, le "
            "même pour tous, tant qu'on ne leur donne pas le règlement entre ateliers."
        ),
        *wide,
    )
