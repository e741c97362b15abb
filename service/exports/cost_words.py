"""Costs in words: what each kind of line is called, and its formula as somebody would do it by hand."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from optimizer.cash_flows import FlowKind
from optimizer.cost_items import CostItem, ItemKind, Term
from optimizer.cost_parameters import Circuit, CommonKey, MarginConvention, SharingKey
from optimizer.price_reasons import Group
from service.exports.facts import Facts
from service.i18n import N_, Texts

KINDS: dict[ItemKind, str] = {
    "labour": N_("main-d'œuvre de production"),
    "setup": N_("mises en route (temps)"),
    "setup_cost": N_("mises en route (frais)"),
    "supervision": N_("encadrement technique"),
    "piece": N_("coût à la pièce"),
    "materials": N_("matières, au prix du groupe"),
    "settlement": N_("règlement des achats entre ateliers"),
    "stock": N_("stock de départ utilisé"),
    "vat": N_("TVA non récupérée"),
    "movement": N_("navette et livraison"),
    "holding": N_("garde des stocks"),
    "transport": N_("transport"),
    "tests": N_("essais et certification"),
    "packaging": N_("conditionnement"),
    "fixed": N_("frais fixes de la commande"),
    "overhead": N_("frais généraux"),
    "non_quality": N_("non-qualité"),
    "common": N_("compte prorata (frais communs)"),
    "aid": N_("aides"),
    "in_kind": N_("apports en nature"),
}
GROUPS: dict[Group, str] = {
    "materials": N_("matières"),
    "labour": N_("main-d'œuvre"),
    "supervision": N_("encadrement technique"),
    "transport": N_("transport et navette"),
    "overhead": N_("frais généraux"),
    "common": N_("frais communs"),
    "other": N_("autres frais"),
    "aid": N_("aides déduites"),
    "margin": N_("marge, ou ce qui manque"),
}
TERMS = {
    "minutes": N_("minutes de travail"),
    "period_labour": N_("coûts de production de la période"),
    "period_supervision": N_("coûts d'encadrement de la période"),
    "period_overhead": N_("frais généraux de la période"),
    "productive_minutes": N_("minutes productives de la période"),
    "minutes_per_hour": N_("minutes par heure"),
    "hourly_cost": N_("coût horaire du plan"),
    "starts": N_("mises en route"),
    "setup_cost": N_("frais d'une mise en route"),
    "units": N_("unités"),
    "piece_cost": N_("coût à la pièce"),
    "goods": N_("achats du groupe"),
    "fees": N_("frais de commande"),
    "used": N_("utilisé par l'atelier"),
    "used_total": N_("utilisé par tous"),
    "key_share": N_("achats selon la clé"),
    "one_price_share": N_("achats au prix unique"),
    "purchases_of_product": N_("achats de ce produit"),
    "purchases": N_("achats de tout"),
    "stock_used": N_("stock utilisé par tous"),
    "stock_price": N_("prix convenu"),
    "lots": N_("paquets"),
    "cost_per_lot": N_("coût par paquet"),
    "unit_weeks": N_("unités × semaines en stock"),
    "holding_cost": N_("coût de garde"),
    "shipped": N_("envoyé par l'atelier"),
    "shipped_total": N_("envoyé par tous"),
    "expense": N_("dépense"),
    "cents_per_unit": N_("dépense par unité"),
    "standard_minutes": N_("temps gammé de ce produit"),
    "standard_minutes_total": N_("temps gammé de tout"),
    "vat_on_material": N_("TVA sur les achats du groupe"),
    "not_recovered": N_("part non récupérée"),
    "overhead_rate": N_("taux de frais généraux"),
    "non_quality": N_("taux de non-qualité"),
    "common_expense": N_("dépense commune"),
    "key_receipts": N_("recettes de façon de l'atelier"),
    "key_receipts_total": N_("recettes de façon de tous"),
    "key_standard_minutes": N_("temps gammé de l'atelier"),
    "key_standard_minutes_total": N_("temps gammé de tous"),
    "key_equal": N_("une part"),
    "key_equal_total": N_("nombre de parts"),
    "key_agreed": N_("part convenue"),
    "key_agreed_total": N_("somme des parts convenues"),
    "aid_of_period": N_("aide de la période"),
    "aid_per_etp": N_("aide par ETP"),
    "hours_per_etp": N_("heures d'un ETP"),
    "paid_hours": N_("heures payées"),
    "worked_hours": N_("heures travaillées"),
    "productive_hours": N_("heures productives"),
    "share_of_hours": N_("part des heures aidées"),
    "value": N_("valeur"),
}
UNITS = {
    "min": "min",
    "h": "h",
    "unit": N_("unités"),
    "lot": N_("paquets"),
    "start": N_("fois"),
    "unit-week": N_("unités-semaines"),
}
# Amounts that a key divides by; in euros, and without a unit of their own.
EUROS = ("key_receipts", "key_receipts_total")
RATES = ("share_of_hours", "overhead_rate", "non_quality", "not_recovered")
CONVENTIONS: dict[MarginConvention, str] = {
    "on_cost": N_("taux de marge (sur le coût)"),
    "on_price": N_("taux de marque (sur le prix)"),
}
SHARING_KEYS: dict[str, str] = {
    "stand_alone_cost": N_("selon ce que chacun paierait seul"),
    "quantity": N_("selon les quantités, au prix catalogue"),
    "equal": N_("parts égales"),
    "shapley": N_("valeur de Shapley"),
    "same_price": N_("même prix unitaire pour tous"),
}
COMMON_KEYS: dict[CommonKey, str] = {
    "receipts": N_("selon les recettes de façon"),
    "standard_minutes": N_("selon le temps gammé"),
    "equal": N_("parts égales"),
    "agreed": N_("parts convenues"),
}
CIRCUITS: dict[Circuit, str] = {
    "members_invoice": N_("chaque atelier facture le client"),
    "mandataire": N_("le mandataire facture et reverse"),
}
FLOWS: dict[FlowKind, str] = {
    "deposit": N_("acompte du client"),
    "receipt": N_("paiement des états"),
    "paid_back": N_("reversé aux ateliers"),
    "purchase": N_("matières (TTC)"),
    "wages": N_("salaires et charges"),
    "expense": N_("autres dépenses"),
    "common_expense": N_("avances pour les frais communs"),
    "common_call": N_("appels du compte prorata"),
    "common_refund": N_("remboursements du compte prorata"),
    "lent_stock": N_("stock prêté ou emprunté"),
    "settlement": N_("règlement des achats entre ateliers"),
    "vat": N_("TVA réglée à l'État"),
    "aid": N_("aides"),
}
SharedKey = SharingKey
_SUMS = ("+", "-", "−")


def term_name(name: str, texts: Texts) -> str:
    """What a figure of a formula is called; a sum of lines bears the name of its kind."""
    known = TERMS.get(name) or {str(k): v for k, v in KINDS.items()}.get(name)
    return texts.gettext(known) if known is not None else name


def unit_name(unit: str, texts: Texts) -> str:
    """A unit as people write it."""
    return texts.gettext(UNITS[unit]) if unit in UNITS else unit


def figure(term: Term, texts: Texts) -> str:
    """The value of a term with its unit: ``12 500,00 €``, ``8 060 min``, ``60 %``."""
    if term.unit == "cent":
        # Cents that are whole are written in full: « 74,20 € », never « 74,2 € ».
        if term.value == int(term.value):
            return texts.euros(int(term.value))
        return texts.number(term.value / 100, 6) + "\u00a0€"
    if not term.unit and term.name in EUROS:
        return texts.unit_price(term.value)
    if not term.unit and term.name in RATES:
        return texts.percent(term.value, 4)
    unit = unit_name(term.unit, texts)
    # A sum of minutes keeps only what still gives the amount to the cent; minutes of one unit need more.
    shown = texts.number(term.value, 2 if term.unit == "min" and abs(term.value) >= 1000 else 4)
    return f"{shown}\u00a0{unit}" if unit else shown


def formula(terms: Sequence[Term], texts: Texts) -> str:
    """A formula in words, read from left to right; a sum stands in brackets before it is multiplied."""
    said = ""
    is_sum = False
    for k, term in enumerate(terms):
        shown = f"{term_name(term.name, texts)} ({figure(term, texts)})"
        if k == 0:
            said = shown
            continue
        # A calculator multiplies first: without brackets, the same words give another amount.
        if is_sum and term.operator not in _SUMS:
            said, is_sum = f"[{said}]", False
        elif term.operator in _SUMS:
            is_sum = True
        said = f"{said} {term.operator} {shown}"
    return said


def item_formula(item: CostItem, texts: Texts) -> str:
    """The formula of a line and, where totals asked for it, the cent that was added."""
    said = formula(item.formula, texts)
    cents = item.adjustment_cents
    if not cents:
        return said
    sign = "+" if cents > 0 else "−"
    amount = texts.euros(abs(cents))
    return said + " " + texts.gettext("{sign} {amount} d'arrondi", sign=sign, amount=amount)


def item_label(facts: Facts, item: CostItem, texts: Texts) -> str:
    """What a line is about beside its kind: an operation, a material, an expense, a destination."""
    _ = texts.gettext
    label = item.label
    if item.kind in ("labour", "setup", "setup_cost", "piece"):
        if (item.product, label) in facts.operations:
            return facts.operation_name(item.product, label)
    elif item.kind == "movement":
        return _("navette") if label == "hub" else facts.names.get(label, label)
    elif item.kind == "overhead":
        return _("en taux") if label == "rate" else _("en montant")
    elif item.kind == "settlement":
        return _(SHARING_KEYS[label])
    elif item.kind == "stock":
        material, _sep, lender = label.partition("/")
        name = facts.names.get(material, material)
        if lender:
            return _(
                "{material}, prêté par {lender}",
                material=name,
                lender=facts.names.get(lender, lender),
            )
        return name
    elif item.kind in ("materials", "vat", "holding"):
        return facts.names.get(label, label)
    return label


def product_label(facts: Facts, product: str, texts: Texts) -> str:
    """The name of a product, or what no product in particular carries."""
    return facts.product_name(product) if product else texts.gettext("tous produits")


def euros(cents: int | None) -> Decimal | None:
    """Cents as euros for a cell."""
    return None if cents is None else Decimal(cents) / 100
