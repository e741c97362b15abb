"""The offer as a PDF of one page, set by typst from a template file; texts travel as data, never as markup."""

from __future__ import annotations

import json
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import typst

from optimizer.quotation import Quotation
from service.exports import quotation_pages as pages
from service.exports.facts import Facts
from service.exports.quotation_floors import floor_page, floor_sentences
from service.exports.readers import Reader, reader_line
from service.i18n import Texts

TEMPLATE = "quotation.typ"


def write_quotation_pdf(
    facts: Facts, found: Quotation, reader: Reader, path: Path, texts: Texts
) -> None:
    """Write the same pages as :func:`service.exports.quotation_workbook.write_quotation`.

    Args:
        found: without anything missing.
    """
    template = files("service.exports") / "templates" / TEMPLATE
    data = json.dumps(quotation_data(facts, found, reader, texts), ensure_ascii=False)
    path.write_bytes(
        typst.compile(
            template.read_bytes(), format="pdf", sys_inputs={"data": data}, ignore_system_fonts=True
        )
    )


def quotation_data(
    facts: Facts, found: Quotation, reader: Reader, texts: Texts
) -> dict[str, object]:
    """Everything the template shows, in words."""
    _ = texts.gettext
    is_inner = reader.role != "buyer"
    rows = pages.grid_rows(found, texts) if is_inner else ()
    return {
        "lang": texts.language,
        "date": [found.day.year, found.day.month, found.day.day],
        "title": _("Offre de prix"),
        "subject": pages.subject(facts, found),
        "reader": reader_line(reader, facts, texts) if is_inner else "",
        "day": _(
            "Offre du {day}, valable jusqu'au {until}",
            day=texts.day(found.day),
            until=texts.day(found.valid_until),
        ),
        "parties": [
            [_("Proposée par"), pages.seller(facts)],
            *([[_("À"), pages.buyer(facts, found)]] if pages.buyer(facts, found) else []),
        ],
        "price": {
            "heads": [_("Produit"), _("Quantité"), _("Prix unitaire HT"), _("Montant HT")],
            "rows": [
                [
                    p.name,
                    texts.number(p.quantity),
                    pages.unit_price(p.unit_price, texts),
                    texts.euros(p.ht_cents),
                ]
                for p in found.products
            ],
            "totals": [
                [_("Total HT"), texts.euros(found.ht_cents), True],
                *(
                    [
                        pages.vat_label(v.rate, v.is_exempt, texts)
                        + " "
                        + _("sur {base}", base=texts.euros(v.base_cents)),
                        texts.euros(v.vat_cents),
                        False,
                    ]
                    for v in found.vat
                ),
                [_("Total TTC"), texts.euros(found.ttc_cents), True],
            ],
        },
        "deliveries": {
            "title": _("Livraisons"),
            "heads": [_("Au plus tard le"), _("Produit"), _("Quantité"), _("Lieu")],
            "rows": [list(row) for row in pages.deliveries(facts, found, texts)],
        },
        "lists": [
            [_("Conditions"), list(pages.conditions(facts, found, texts))],
            [_("Ce que l'offre suppose"), pages.assumptions(facts, found, reader, texts)],
            [_("Ce qu'elle ne comprend pas"), pages.exclusions(found, texts)],
        ],
        "reasons": _reasons(found, reader, texts) if is_inner else None,
        "warnings": floor_sentences(facts, found, reader, texts) if is_inner else [],
        "grid": {
            "title": _("Trois quantités, trois prix : ce qui reste après le coût net d'aide"),
            "heads": ["", *pages.grid_heads(found, texts)],
            "rows": [
                [row.label, [[texts.euros(c.result_cents), c.covers] for c in row.cells]]
                for row in rows
            ],
            "legend": [[key, _(said)] for key, said in pages.COVERS.items()],
        }
        if rows
        else None,
        "floors": floor_page(facts, found, reader, texts) if reader.sees_all else None,
    }


def _reasons(found: Quotation, reader: Reader, texts: Texts) -> dict[str, object]:
    _ = texts.gettext
    return {
        "title": _("Pourquoi chaque euro (à ne pas transmettre au client)"),
        "none": pages.why_no_reasons(found, reader, texts),
        "heads": [_("Groupe de coûts"), _("Montant"), _("Part du prix")],
        "rows": [
            [name, texts.euros(r.cents), texts.percent(r.per_cent / 100, 1)]
            for name, r in pages.reason_rows(found, reader, texts)
        ],
        "total": [_("Prix HT"), texts.euros(found.ht_cents), texts.percent(Decimal(1), 1)],
    }
