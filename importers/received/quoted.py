"""What a quotation says of its articles, before anything of it is turned into the order's terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from importers.received.break_terms import Break
from importers.received.delivery_terms import Delay
from importers.received.price_terms import Measure, Pack, Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Something read, as written, and where it stands (``C12``)."""

    text: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPrice:
    """A price from a quantity on; ``step`` None when no quantity is told.

    ``header`` is the header above it, "" in a text; ``rate`` the tax told in its row.
    """

    price: Price
    step: Break | None = None
    told: Written
    header: str = ""
    rate: Decimal | None = None


@dataclass(slots=True, kw_only=True)
class Article:
    """One article of a quotation; texts are as written, "" where nothing is."""

    name: str = ""
    reference: str = ""
    width: str = ""
    unit: str = ""
    supplier: str = ""
    cell: str
    pack: Pack | None = None
    pack_cell: str = ""
    prices: list[QuotedPrice] = field(default_factory=list)
    minimum: tuple[Measure, Written] | None = None
    delay: tuple[Delay, Written] | None = None
    weekly: tuple[Measure, Written] | None = None
    total: tuple[Measure, Written] | None = None
    until: tuple[date, Written] | None = None

    @property
    def label(self) -> str:
        """How the article is called."""
        return self.name or self.reference


@dataclass(slots=True, kw_only=True)
class Conditions:
    """What holds for every article of a quotation, with the place of each.

    Attributes:
        rate: rate of tax; ``tax`` whether prices are said to hold it.
        smallest: of an order, in euros or in a unit.
        free_from: amount of an order from which carriage is free.
    """

    supplier: Written | None = None
    delay: tuple[Delay, Written] | None = None
    until: tuple[date, Written] | None = None
    fee: tuple[Decimal, Written] | None = None
    smallest: tuple[Decimal | Measure, Written] | None = None
    free_from: tuple[Decimal, Written] | None = None
    rate: tuple[Decimal, Written] | None = None
    tax: Written | None = None
    texts: list[Written] = field(default_factory=list)
