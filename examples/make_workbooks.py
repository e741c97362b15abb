"""Write the order and cost workbooks of the examples: ``python -m examples.make_workbooks``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from examples.hygiene_bags.costs import bag_costs
from examples.hygiene_bags.order import hygiene_bags
from examples.mask_order.costs import mask_costs
from examples.mask_order.followup import write_followup
from examples.mask_order.order import mask_order
from examples.mask_order.received import write_received
from importers.costs import write_costs
from importers.template import write_problem
from optimizer.cost_parameters import MemberCosts
from optimizer.problem import Problem
from service.i18n import Texts
from service.messages.cost_template_texts import cost_template_texts
from service.messages.template_texts import template_texts

HERE = Path(__file__).parent
WORKBOOKS: dict[str, Callable[[], Problem]] = {
    "mask_order/commande_masques.xlsx": mask_order,
    "hygiene_bags/commande_sacs.xlsx": hygiene_bags,
}
# Folder of the cost workbooks, the figures in them, and the order they are for.
COSTS: dict[str, tuple[Callable[[], tuple[MemberCosts, ...]], Callable[[], Problem]]] = {
    "mask_order/couts": (mask_costs, mask_order),
    "hygiene_bags/couts": (bag_costs, hygiene_bags),
}


def cost_workbook(folder: str, workshop: str) -> str:
    """Name of the cost workbook of a workshop, from the folder of the examples."""
    return f"{folder}/cout_{workshop}.xlsx"


def main() -> None:
    """Write each workbook beside the order it comes from, and what its workshops sent."""
    texts = template_texts(Texts("fr"))
    for name, make in WORKBOOKS.items():
        refused = write_problem(make(), HERE / name, "fr", texts)
        if refused:
            raise SystemExit(f"{name}: {refused}")
        print(name)
    cost_texts = cost_template_texts(Texts("fr"))
    for folder, (figures, make) in COSTS.items():
        (HERE / folder).mkdir(exist_ok=True)
        for costs in figures():
            name = cost_workbook(folder, costs.workshop)
            refused = write_costs(HERE / name, costs, "fr", cost_texts, make())
            if refused:
                raise SystemExit(f"{name}: {refused}")
            print(name)
    for path in [
        *write_received(HERE / "mask_order" / "recus"),
        *write_followup(HERE / "mask_order"),
    ]:
        print(path.relative_to(HERE))


if __name__ == "__main__":
    main()
