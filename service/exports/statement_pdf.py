"""The statements as a PDF to print and sign: the same figures, for the same readers, as the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from optimizer.cost_parameters import OrderTerms
from optimizer.statement_data import PeriodStatement, Statements, Transfer
from optimizer.statement_periods import Period
from service.exports import cost_words
from service.exports import statement_words as words
from service.exports.facts import Facts
from service.exports.money_pdf import PdfPage, PdfTable, write_pages
from service.exports.readers import Reader, under_title
from service.i18n import Texts


def write_statements_pdf(
    facts: Facts,
    found: Statements,
    terms: OrderTerms,
    reader: Reader,
    path: Path,
    texts: Texts,
    *,
    is_planned: bool = False,
    done_until: date | None = None,
) -> None:
    """Write the statements that a reader may see, a page for each period.

    Args:
        found: without anything missing.
        is_planned: nothing was recorded yet: every page says that its deliveries are the plan's.
        done_until: last day of what was done when the plan was made again; pages say so.
    """
    basis = words.Basis(is_planned=is_planned, done_until=done_until)
    book = _Pages(facts, found, terms, reader, texts, basis)
    problem = facts.problem
    title = texts.gettext("États – {title}", title=problem.title or problem.id)
    last = found.periods[-1].period.last if found.periods else problem.start
    write_pages(path, title, last, book.pages(), texts)


class _Pages:
    """The pages of one reader."""

    def __init__(
        self,
        facts: Facts,
        found: Statements,
        terms: OrderTerms,
        reader: Reader,
        texts: Texts,
        basis: words.Basis,
    ) -> None:
        self.facts, self.found, self.terms = facts, found, terms
        self.reader, self.texts, self.basis = reader, texts, basis
        self.line = under_title(reader, facts, texts)

    def pages(self) -> list[PdfPage]:
        """All of them."""
        if self.reader.role == "member":
            return [self._own()]
        return [self._summary(), *(self._period(p) for p in self.found.periods)]

    def _basis(self, days: Period | None = None) -> list[tuple[str, bool]]:
        """What the deliveries are, in a period or in all."""
        said = self.basis.whole(self.found, self.texts)
        if days is not None:
            said = self.basis.line(days.first, days.last, self.texts)
        return [(said, self.basis.is_planned)]

    def _euros(self, amounts: Sequence[int]) -> list[str]:
        return [self.texts.euros(cents) for cents in amounts]

    def _due(self, p: PeriodStatement) -> str:
        return self.texts.day(p.period.last + timedelta(days=self.terms.buyer_days))

    # -- the first page ---------------------------------------------------------------------------

    def _summary(self) -> PdfPage:
        _, texts, found = self.texts.gettext, self.texts, self.found
        rows, sums = [], [0] * 6
        for p in found.periods:
            amounts = [
                p.ht_cents,
                p.ttc_cents - p.ht_cents,
                p.ttc_cents,
                -sum(m.deposit_cents for m in p.members),
                -sum(m.penalty_cents for m in p.members),
                p.payable_cents,
            ]
            sums = [a + b for a, b in zip(sums, amounts, strict=True)]
            name = words.period_name(p.period, texts)
            days = f"{texts.short_day(p.period.first)} – {texts.day(p.period.last)}"
            rows.append([name, days, *self._euros(amounts), self._due(p)])
        lead = [
            *self._basis(),
            (texts.labelled(_("Circuit"), _(cost_words.CIRCUITS[found.circuit])), False),
            *((said, False) for said in words.order_lines(found, self.terms, texts)),
        ]
        if self.reader.role != "buyer":
            said = words.purchases_line(self.facts, found, self.reader, texts)
            lead += [(said, False)] if said else []
        tables = [
            PdfTable(
                heads=[
                    _("Période"),
                    _("Jours"),
                    _("HT"),
                    _("TVA"),
                    _("TTC"),
                    _("Acompte déduit"),
                    _("Pénalités"),
                    _("À payer"),
                    _("Au plus tard le"),
                ],
                align="wlrrrrrrr",
                rows=rows,
                total=[_("Total"), "", *self._euros(sums), ""],
            )
        ]
        if self.reader.role != "buyer":
            tables.append(self._by_member())
        return PdfPage(
            title=_("États d'acompte, période par période"),
            reader=self.line,
            lead=lead,
            tables=tables,
        )

    def _by_member(self) -> PdfTable:
        _, found, reader, texts = self.texts.gettext, self.found, self.reader, self.texts
        heads = words.amount_heads(found, reader, texts)
        rows = []
        for workshop in self.facts.problem.workshops:
            mine = [m for _period, m in found.of_workshop(workshop.id)]
            # Who has invoiced nothing yet had its part of the deposit all the same.
            if mine or found.deposits.get(workshop.id):
                sums = [
                    found.deposits.get(workshop.id, 0),
                    *words.sums_of(mine, found, reader, texts),
                ]
                rows.append([self.facts.workshop_name(workshop.id), *self._euros(sums)])
        every = words.sums_of([m for p in found.periods for m in p.members], found, reader, texts)
        received = sum(found.deposits.values())
        return PdfTable(
            heading=_("Par atelier, pour les périodes ci-dessus"),
            heads=[_("Atelier"), _("Acompte reçu"), *heads],
            align="w" + "r" * (len(heads) + 1),
            rows=rows,
            total=[_("Total"), *self._euros([received, *every])],
        )

    # -- a period -----------------------------------------------------------------------------------

    def _period(self, p: PeriodStatement) -> PdfPage:
        _, texts = self.texts.gettext, self.texts
        # A plan of one unnamed order has nothing to tell apart.
        named = any(row.order for row in p.products)
        products = PdfTable(
            heading=self.basis.heading(p.period.last, texts),
            heads=[
                _("Produit"),
                *([_("Commande")] if named else []),
                _("Livré"),
                _("Accepté"),
                _("TVA"),
                _("Montant HT"),
            ],
            align="wlrrrr" if named else "wrrrr",
            rows=[
                [
                    self.facts.product_name(row.product),
                    *([self.facts.names.get(row.order, row.order)] if named else []),
                    texts.number(row.delivered),
                    texts.number(row.accepted),
                    texts.percent(row.vat_rate, 2),
                    texts.euros(row.ht_cents),
                ]
                for row in p.products
            ],
            total=[_("Total"), *[""] * (4 if named else 3), texts.euros(p.ht_cents)],
        )
        tables = [products]
        if self.reader.role != "buyer":
            heads = words.amount_heads(self.found, self.reader, texts)
            sums = words.sums_of(p.members, self.found, self.reader, texts)
            tables.append(
                PdfTable(
                    heading=_("Ce que chaque atelier facture"),
                    heads=[_("Atelier"), *heads],
                    align="w" + "r" * len(heads),
                    rows=[
                        [
                            self.facts.workshop_name(m.workshop),
                            *self._euros(words.amounts(m, self.found, self.reader)),
                        ]
                        for m in p.members
                    ],
                    total=[_("Total"), *self._euros(sums)],
                )
            )
        tables.append(
            self._transfers([(words.period_name(p.period, texts), t) for t in p.transfers])
        )
        exempt = any(v.is_exempt for m in p.members for v in m.vat)
        first, last = texts.day(p.period.first), texts.day(p.period.last)
        return PdfPage(
            title=_("État d'acompte du {first} au {last}", first=first, last=last),
            reader=self.line,
            lead=[
                *self._basis(p.period),
                *((said, True) for said in words.due_lines(self.found, p, self.terms, texts)),
            ],
            tables=tables,
            after=[words.exempt_line(texts)] if exempt else [],
        )

    def _transfers(self, transfers: Sequence[tuple[str, Transfer]]) -> PdfTable:
        _, texts = self.texts.gettext, self.texts
        return PdfTable(
            heading=_("Qui paie qui"),
            heads=[_("Qui paie"), _("Période"), _("Quoi"), _("À qui"), _("Montant")],
            align="wlllr",
            rows=[
                [
                    words.party(self.facts, t.payer, self.found, texts, t.buyer),
                    name,
                    words.what_name(t, texts),
                    words.party(self.facts, t.payee, self.found, texts),
                    texts.euros(t.cents),
                ]
                for name, t in transfers
                if words.may_see(t, self.reader, self.found)
            ],
        )

    # -- one workshop -------------------------------------------------------------------------------

    def _own(self) -> PdfPage:
        _, texts, found, reader = self.texts.gettext, self.texts, self.found, self.reader
        mine = found.of_workshop(reader.workshop)
        heads = words.amount_heads(found, reader, texts)
        lead = [
            *self._basis(),
            (texts.labelled(_("Circuit"), _(cost_words.CIRCUITS[found.circuit])), False),
        ]
        deposit = found.deposits.get(reader.workshop, 0)
        if deposit:
            said = _("Votre part de l'acompte : {amount}.", amount=texts.euros(deposit))
            lead.append((said, False))
        said = words.purchases_line(self.facts, found, reader, texts)
        lead += [(said, False)] if said else []
        sums = words.sums_of([m for _p, m in mine], found, reader, texts)
        tables = [
            PdfTable(
                heads=[_("Période"), _("Payé vers le"), *heads],
                align="wr" + "r" * len(heads),
                rows=[
                    [
                        words.period_name(p, texts),
                        texts.day(p.last + timedelta(days=self.terms.buyer_days)),
                        *self._euros(words.amounts(m, found, reader)),
                    ]
                    for p, m in mine
                ],
                total=[_("Total"), "", *self._euros(sums)],
            ),
            PdfTable(
                heading=_("Détail de vos factures"),
                heads=[_("Période"), _("Produit"), _("TVA"), _("Montant HT")],
                align="lwrr",
                rows=[
                    [
                        words.period_name(p, texts),
                        self.facts.product_name(line.product),
                        _("exonéré") if line.is_exempt else texts.percent(line.vat_rate, 2),
                        texts.euros(line.ht_cents),
                    ]
                    for p, m in mine
                    for line in m.lines
                ],
            ),
            self._transfers(
                [
                    (words.period_name(p.period, texts), t)
                    for p in found.periods
                    for t in p.transfers
                ]
            ),
        ]
        name = self.facts.workshop_name(reader.workshop)
        exempt = any(v.is_exempt for _p, m in mine for v in m.vat)
        return PdfPage(
            title=_("{workshop} : vos états d'acompte, période par période", workshop=name),
            reader=self.line,
            lead=lead,
            tables=tables,
            after=[words.exempt_line(texts)] if exempt else [],
        )
