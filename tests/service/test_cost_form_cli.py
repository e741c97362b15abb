"""``oeuvre template costs``: a private workbook for one workshop, and refusals that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from importers.costs import read_costs
from optimizer.cost_parameters import MemberCosts
from service.cli.commands import app
from service.i18n import Texts
from service.messages.cost_template_texts import cost_template_texts

ORDER = Path(__file__).resolve().parents[2] / "examples/mask_order/commande_masques.xlsx"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.mark.parametrize("asked", ["bobine", "La Bobine Claire", "la bobine claire"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_workshop_is_sent_its_own_workbook(asked: str, lang: str, tmp_path: Path) -> None:
    form = tmp_path / "couts.xlsx"
    done = run(
        "template", "costs", "--order", ORDER, "--workshop", asked, "-o", form, "--lang", lang
    )
    assert done.exit_code == 0, done.output
    assert read_costs(form) == (MemberCosts(workshop="bobine", order="masques-2020"), ())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("costs", "--order", ORDER), "--workshop"),
        (("costs", "--workshop", "bobine"), "--order"),
        (("costs", "--order", ORDER, "--workshop", "personne"), "bobine"),
        (("costs", "--order", ORDER, "--workshop", "bobine", "--supplier", "lys"), "--supplier"),
    ],
    ids=["nobody", "no_order", "unknown", "supplier"],
)
def test_what_is_missing_is_said_and_nothing_is_written(
    arguments: tuple[object, ...], said: str, tmp_path: Path
) -> None:
    form = tmp_path / "couts.xlsx"
    done = run("template", *arguments, "-o", form)
    assert done.exit_code == 2
    assert said in done.output
    assert not form.exists()


def test_an_order_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    form = tmp_path / "couts.xlsx"
    order = tmp_path / "rien.xlsx"
    done = run("template", "costs", "--order", order, "--workshop", "bobine", "-o", form)
    assert done.exit_code == 3
    assert not form.exists()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_text_of_the_workbook_is_there(lang: str) -> None:
    from importers.columns.cost_sheets import cost_text_keys

    texts = cost_template_texts(Texts(lang))  # type: ignore[arg-type]
    assert set(texts) == set(cost_text_keys())
    assert all(texts.values())
