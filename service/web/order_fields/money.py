"""The money terms of the order: who invoices, when one pays, taxes, what is shared."""

from __future__ import annotations

from typing import Final

from service.i18n import N_
from service.web.order_fields.declaration import Field, Fold, Form, Rows

_SOURCE: Final = N_("D'où vient ce chiffre")

MONEY: Final = Form(
    kind="head",
    slug="argent",
    one=N_("Conditions d'argent"),
    new=N_("Changer les conditions d'argent"),
    lead=N_("Qui facture, quand le client paie, la TVA, les frais communs. Le plan n'en dépend pas : le "
            "devis, les coûts et la trésorerie, si."),
    none_at="payments",
    folds=(
        Fold(key="devis", title=N_("Devis, pénalités, paie"),
             when=N_("Pour le devis et pour la trésorerie de chacun.")),
        Fold(key="fournisseurs", title=N_("Règlement des fournisseurs"),
             when=N_("Pour savoir quand il faudra de l'argent, et combien de TVA avancer.")),
        Fold(key="communs", title=N_("Frais communs"),
             when=N_("Quand le groupement paie en commun la coordination, une assurance, des essais.")),
        Fold(key="partage", title=N_("Achats groupés, prix du stock, coûts ouverts"),
             when=N_("Quand le gain d'acheter ensemble se partage, ou quand une matière prêtée se "
                     "paie.")),
    ),
    fields=(
        Field(name="circuit", path="payments.circuit", label=N_("Qui facture le client"),
              kind="choice", choices="circuit", blank="members_invoice", column="terms.circuit"),
        Field(name="mandataire", path="payments.mandataire", label=N_("Mandataire"), kind="choice",
              choices="workshop", blank="", help=N_("L'atelier qui encaisse pour tous et reverse."),
              column="terms.mandataire"),
        Field(name="buyer_days", path="payments.buyer_days", label=N_("Le client paie sous"),
              kind="whole", blank=30, unit=N_("jours"), help=N_("Laissé vide : 30 jours."),
              column="terms.buyer_days"),
        Field(name="deposit", path="payments.deposit", label=N_("Acompte à la signature"),
              kind="percent", blank="0", unit=N_("% du total TTC"), column="terms.deposit"),
        Field(name="deposit_day", path="payments.deposit_day", label=N_("Acompte versé le"),
              kind="day", column="terms.deposit_day"),
        Field(name="validity_days", path="payments.validity_days",
              label=N_("Le devis reste valable"), kind="whole", blank=30, unit=N_("jours"),
              fold="devis", help=N_("Laissé vide : 30 jours."), column="terms.validity_days"),
        Field(name="penalty", path="payments.penalty_per_unit_week",
              label=N_("Pénalité de retard"), kind="number", blank="0", fold="devis",
              unit=N_("€ par pièce et semaine"), column="terms.penalty"),
        Field(name="exclusions", path="payments.exclusions",
              label=N_("Ce que le prix ne comprend pas"), kind="lines", blank=(), fold="devis",
              help=N_("Une exclusion par ligne."), column="terms.exclusions"),
        Field(name="wage_days", path="payments.wage_days", label=N_("Les salaires se paient sous"),
              kind="whole", blank=0, unit=N_("jours"), fold="devis",
              help=N_("Après la semaine travaillée."), column="terms.wage_days"),
        Field(name="aid_days", path="payments.aid_days", label=N_("Les aides arrivent sous"),
              kind="whole", blank=30, unit=N_("jours"), fold="devis",
              help=N_("Après la semaine travaillée. Laissé vide : 30 jours.")),
        Field(name="common_key", path="payments.common_key",
              label=N_("Comment se partagent les frais communs"), kind="choice",
              choices="common_key", blank="receipts", fold="communs", column="terms.common_key"),
        Field(name="sharing_key", path="payments.sharing_key",
              label=N_("Comment se partage le gain des achats groupés"), kind="choice",
              choices="sharing_key", blank="stand_alone_cost", fold="partage",
              column="terms.sharing_key"),
        Field(name="emergency_factor", path="payments.emergency_factor",
              label=N_("Prix de secours"), kind="number", blank="1.5", fold="partage",
              unit=N_("fois l'offre la plus chère"),
              help=N_("Ce que paierait un atelier seul pour ce qu'il ne trouverait pas. Laissé vide : "
                      "1,5."), column="terms.emergency_factor"),
        Field(name="opens_costs", path="payments.opens_costs_to_coordinator", kind="tick",
              label=N_("Le groupement a voté d'ouvrir les coûts de chacun à la coordination"),
              blank=False, fold="partage", column="terms.opens_costs"),
    ),
    rows=(
        Rows(
            name="vat_rates", path="payments.vat_rates", label=N_("TVA des ventes"),
            help=N_("Plusieurs taux pour un produit : chacun vaut à partir de son jour."),
            columns=(
                Field(name="product", label=N_("Produit"), kind="choice", choices="product",
                      blank="", none=N_("tous"), column="vat_rates.product"),
                Field(name="rate", label=N_("Taux"), kind="percent", unit="%", needed=True,
                      column="vat_rates.rate"),
                Field(name="since", label=N_("Livré à partir du"), kind="day",
                      column="vat_rates.since"),
                Field(name="source", label=_SOURCE, blank="", column="vat_rates.source"),
            ),
        ),
        Rows(
            name="suppliers", path="payments.suppliers", fold="fournisseurs",
            label=N_("Comment chaque fournisseur est payé"),
            columns=(
                Field(name="supplier", label=N_("Fournisseur"), kind="choice", choices="supplier",
                      needed=True, column="supplier_terms.suppliers"),
                Field(name="vat_rate", label=N_("Sa TVA"), kind="percent", unit="%", needed=True,
                      column="supplier_terms.vat_rate"),
                Field(name="payment_days", label=N_("Payé sous"), kind="whole", blank=0,
                      unit=N_("jours"), column="supplier_terms.payment_days"),
                Field(name="down_payment", label=N_("Part payée à la commande"), kind="percent",
                      unit="%", blank="0", column="supplier_terms.down_payment"),
                Field(name="source", label=_SOURCE, blank="", column="supplier_terms.source"),
            ),
        ),
        Rows(
            name="common_expenses", path="payments.common_expenses", fold="communs",
            label=N_("Dépenses communes (compte prorata)"),
            columns=(
                Field(name="label", label=N_("Dépense"), needed=True,
                      column="common_expenses.label"),
                Field(name="provisional_cents", label=N_("Montant prévu HT"), kind="cents",
                      unit="€", needed=True, column="common_expenses.provisional"),
                Field(name="final_cents", label=N_("Montant définitif HT"), kind="cents", unit="€",
                      column="common_expenses.final"),
                Field(name="paid_by", label=N_("Payée par"), kind="choice", choices="workshop",
                      blank="", column="common_expenses.paid_by"),
                Field(name="day", label=N_("Payée le"), kind="day", column="common_expenses.day"),
                Field(name="source", label=_SOURCE, blank="", column="common_expenses.source"),
            ),
        ),
        Rows(
            name="stock_prices", path="payments.stock_prices", fold="partage",
            label=N_("Prix convenu des matières déjà là"),
            help=N_("Ceux qui s'en servent la paient à qui l'a prêtée. Sans ligne : gratuite."),
            columns=(
                Field(name="material", label=N_("Matière"), kind="choice", choices="material",
                      needed=True, column="stock_prices.material"),
                Field(name="lender", label=N_("Prêtée par"), kind="choice", choices="workshop",
                      blank="", none=N_("stock commun"), column="stock_prices.lender"),
                Field(name="unit_price", label=N_("Prix HT de l'unité"), kind="number", unit="€",
                      needed=True, column="stock_prices.unit_price"),
                Field(name="source", label=_SOURCE, blank="", column="stock_prices.source"),
            ),
        ),
    ),
)  # fmt: skip
