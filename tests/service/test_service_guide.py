"""The operating guide names every setting and every command of an operator."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from service.cli import operation_commands
from service.settings import Settings, read_settings

GUIDE = Path(__file__).parents[2] / "docs" / "service.md"
# Setting → its variable, when the name differs.
_NAMED = {"is_https": "HTTPS"}


def test_every_setting_is_in_the_guide_and_read() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for setting in fields(Settings):
        name = f"OEUVRE_{_NAMED.get(setting.name, setting.name.upper())}"
        assert f"`{name}`" in text, name
        usual = setting.default
        other = {bool: "1", int: str(usual + 1) if isinstance(usual, int) else ""}.get(
            type(usual), "json" if setting.name == "log" else "other"
        )
        found = read_settings({name: other})
        assert getattr(found, setting.name) != usual, f"{name} is not read"


def test_every_command_of_an_operator_is_in_the_guide() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for name in operation_commands.COMMANDS:
        assert f"oeuvre {name}" in text, name
