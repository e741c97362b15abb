"""Write the order workbooks of the examples: ``python -m examples.make_workbooks``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from examples.hygiene_bags.order import hygiene_bags
from examples.mask_order.order import mask_order
from importers.template import write_problem
from optimizer.problem import Problem
from service.i18n import Texts
from service.messages.template_texts import template_texts

HERE = Path(__file__).parent
WORKBOOKS: dict[str, Callable[[], Problem]] = {
    "mask_order/commande_masques.xlsx": mask_order,
    "hygiene_bags/commande_sacs.xlsx": hygiene_bags,
}


def main() -> None:
    """Write each workbook beside the order it comes from."""
    texts = template_texts(Texts("fr"))
    for name, make in WORKBOOKS.items():
        refused = write_problem(make(), HERE / name, "fr", texts)
        if refused:
            raise SystemExit(f"{name}: {refused}")
        print(name)


if __name__ == "__main__":
    main()
