"""What people call the things of an order, kind by kind, read from its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from service.db import repositories, tables

if TYPE_CHECKING:
    from service.db.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeNames:
    """Names by code; a code that the order does not know, or no longer, is shown as it is.

    Attributes:
        operations: by product and operation.
        offers: the material of each.
        demands: the milestones as their parts say them, by code.
    """

    workshops: dict[str, str] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)
    materials: dict[str, str] = field(default_factory=dict)
    suppliers: dict[str, str] = field(default_factory=dict)
    points: dict[str, str] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    operations: dict[tuple[str, str], str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    demands: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def flat(self) -> dict[str, str]:
        """All of them by code, for sentences about data."""
        groups = (self.points, self.suppliers, self.materials, self.products, self.workshops)
        found: dict[str, str] = {
            operation: name for (_, operation), name in self.operations.items()
        }
        for group in groups:
            found |= group
        return found

    def workshop(self, code: str) -> str:
        """A workshop."""
        return self.workshops.get(code, code)

    def product(self, code: str) -> str:
        """A product."""
        return self.products.get(code, code)

    def material(self, code: str) -> str:
        """A material."""
        return self.materials.get(code, code)

    def supplier(self, code: str) -> str:
        """A supplier."""
        return self.suppliers.get(code, code)

    def point(self, code: str) -> str:
        """A delivery point."""
        return self.points.get(code, code)

    def operation(self, product: str, operation: str) -> str:
        """An operation of a product."""
        return self.operations.get((product, operation), operation)

    def unit(self, material: str) -> str:
        """What a material is counted in, "" when nobody says."""
        return self.units.get(material, "")

    def thing(self, code: str) -> str:
        """A material or a product."""
        return self.materials.get(code) or self.products.get(code, code)

    def anybody(self, code: str) -> str:
        """A workshop or a supplier; a name that somebody typed stays."""
        return self.workshops.get(code) or self.suppliers.get(code, code)


def names_of(session: Session, order: tables.Order) -> LifeNames:
    """The names of an order's things as they are now."""
    found = LifeNames()
    groups = {
        "workshop": found.workshops,
        "product": found.products,
        "material": found.materials,
        "supplier": found.suppliers,
        "delivery_point": found.points,
    }
    for part in repositories.parts(session, order.id):
        own = part.data.get("", {})
        if part.kind in groups:
            groups[part.kind][part.code] = own.get("name") or part.code
        if part.kind == "product":
            for operation in own.get("operations", ()):
                name = operation.get("name") or operation["id"]
                found.operations[part.code, operation["id"]] = name
        elif part.kind == "supplier":
            for offer in part.data.get("offers", ()):
                found.offers[offer["id"]] = offer["material"]
        elif part.kind == "material":
            found.units[part.code] = own.get("unit") or ""
        elif part.kind == "demand":
            found.demands[part.code] = own
    return found
