"""Write the order workbooks of the examples: ``python -m examples.make_workbooks``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from examples.hygiene_bags.order import hygiene_bags
from examples.mask_order.order import mask_order
from importers import template
from optimizer.problem import Problem

HERE = Path(__file__).parent
WORKBOOKS: dict[str, Callable[[], Problem]] = {
    "mask_order/commande_masques.xlsx": mask_order,
    "hygiene_bags/commande_sacs.xlsx": hygiene_bags,
}


def main() -> None:
    """Write each workbook beside the order it comes from."""
    for name, make in WORKBOOKS.items():
        template.write_problem(make(), HERE / name, language="fr")
        print(HERE / name)


if __name__ == "__main__":
    main()
