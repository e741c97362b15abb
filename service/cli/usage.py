"""What is said to who mistypes a command, and the headings of the help, in the reader's language.

The library that reads the command line speaks English only; its faults are told apart by their
class, and by their sentence where they share one.
"""

from __future__ import annotations

import functools
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

import typer
from typer import core

from service.cli.exits import Exit, default_texts
from service.i18n import N_, Texts, language_of

# What the library says, and what it comes to; the groups are the values.
_SAID = (
    (r"No such command '(?P<value>.*?)'\.", N_("La commande « {value} » n'existe pas.")),
    (r"No such option: (?P<value>.+)$", N_("L'option {value} n'existe pas.")),
    (r"Got unexpected extra arguments?\(?s?\)? \((?P<value>.*)\)", N_("De trop : {value}.")),
    (r"Option '(?P<value>.+)' requires", N_("L'option {value} demande une valeur.")),
    (r"Option '(?P<value>.+)' does not take", N_("L'option {value} ne prend pas de valeur.")),
    (r"Missing command", N_("Il manque la commande.")),
)
_WRONG = (
    (
        r"'(?P<value>.*?)' is not one of (?P<choices>.+?)\.?$",
        N_("« {value} » n'est pas un choix possible. Choix : {choices}."),
    ),
    (r"greater than or equal to (?P<value>\S+)", N_("il faut au moins {value}.")),
    (r"less than or equal to (?P<value>\S+)", N_("il faut au plus {value}.")),
    (r"valid (?:number|float)", N_("ce n'est pas un nombre.")),
    (r"valid integer", N_("ce n'est pas un nombre entier.")),
    (r"valid boolean", N_("ce n'est ni oui ni non.")),
    (r"does not exist", N_("le fichier n'existe pas.")),
    (
        r"'(?P<value>.*?)' does not match the formats?",
        N_("« {value} » n'est pas un jour. Écrivez-le ainsi : 30/06/2020, ou 2020-06-30."),
    ),
)
_DID_YOU_MEAN = re.compile(r"Did you mean (?P<names>.+)\?")
# Kinds of values, as the help shows them.
_KINDS = {
    "<path>": N_("<fichier>"),
    "<float>": N_("<nombre>"),
    "<float range>": N_("<nombre>"),
    "<integer>": N_("<nombre>"),
    "<integer range>": N_("<nombre>"),
    "<text>": N_("<texte>"),
    "<str>": N_("<texte>"),
    "<bool>": "",
    "<%Y-%m-%d|%d/%m/%Y>": N_("<jj/mm/aaaa>"),
}


class CommandGroup(core.TyperGroup):
    """The commands; usage errors and the headings of the help are said in the right language."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and leave with its exit code; a usage error is one or two sentences."""
        given = list(sys.argv[1:] if args is None else args)
        texts = asked_language(given)
        # The help itself was written in the language of the environment.
        of_help = default_texts()
        if of_help.language == "fr" and (not given or "--help" in given):
            _translate_help(of_help)
            _translate_options(self, of_help)
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except typer.Abort:
            if not standalone_mode:
                raise
            typer.echo(texts.gettext("Arrêté."), err=True)
            code = Exit.OUR_BUG
        except Exception as fault:
            # The classes of usage errors are not public; all of them have an exit code and say so.
            code = getattr(fault, "exit_code", None)
            if code is None or not standalone_mode or not hasattr(fault, "format_message"):
                raise
            for line in said(fault, texts):
                typer.echo(line, err=True)
        if standalone_mode:
            sys.exit(int(code or 0))
        return code


def asked_language(arguments: Sequence[str]) -> Texts:
    """The language of ``--lang`` where it is given, else of the environment."""
    for here, after in zip_longest(arguments, arguments[1:], fillvalue=""):
        name, _, value = here.partition("=")
        if name == "--lang" and (known := language_of(value or after)):
            return Texts(known)
    return default_texts()


def said(fault: Any, texts: Texts) -> Iterator[str]:
    """The lines that a usage error comes to: what is wrong, and where the help is."""
    kind = type(fault).__name__
    if kind == "NoArgsIsHelpError":
        return
    yield _sentence(fault, kind, texts)
    context = getattr(fault, "ctx", None)
    if context is not None:
        usage = str(context.get_usage()).partition(":")[2].strip()
        usage = usage.replace("COMMAND [ARGS]...", texts.gettext("COMMANDE [ARGUMENTS]..."))
        usage = usage.replace("{", "").replace("}", "")
        yield texts.gettext("Usage : {usage}", usage=usage)
        yield texts.gettext("Aide : {command} --help", command=context.command_path)


def _sentence(fault: Any, kind: str, texts: Texts) -> str:
    param = getattr(fault, "param", None)
    if kind == "MissingParameter" and param is not None:
        return texts.gettext("Il manque {name}.", name=_name(param))
    message = str(fault.message)
    if kind == "BadParameter" and param is not None:
        why = _first(_WRONG, message, texts) or message
        return texts.gettext("{name} : {why}", name=_name(param), why=why)
    sentence = _first(_SAID, message, texts) or str(fault.format_message())
    near = list(getattr(fault, "possibilities", None) or ())
    if found := _DID_YOU_MEAN.search(message):
        near = [n.strip("'") for n in found["names"].split(", ")]
    if near:
        said_near = texts.gettext(
            "Vouliez-vous dire « {suggestion} » ?", suggestion=", ".join(near)
        )
        sentence += f" {said_near}"
    return sentence


def _first(known: Sequence[tuple[str, str]], message: str, texts: Texts) -> str:
    for pattern, text in known:
        if found := re.search(pattern, message):
            values = {k: v.replace("'", "") for k, v in found.groupdict().items()}
            return texts.gettext(text, **values)
    return ""


def _name(param: Any) -> str:
    """How a parameter is written on the command line."""
    if param.param_type_name == "argument":
        return str(param.metavar or param.name)
    return " / ".join(str(o) for o in param.opts)


def _translate_help(texts: Texts) -> None:
    """Headings of the help; it costs loading what draws it, so only when it is asked for."""
    from typer import rich_utils

    _ = texts.gettext
    rich_utils.DEFAULT_STRING = _("[par défaut : {}]")
    rich_utils.ENVVAR_STRING = _("[variable d'environnement : {}]")
    rich_utils.REQUIRED_LONG_STRING = _("[obligatoire]")
    rich_utils.ARGUMENTS_PANEL_TITLE = _("Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = _("Options")
    rich_utils.COMMANDS_PANEL_TITLE = _("Commandes")


def _translate_options(group: Any, texts: Texts) -> None:
    """The option that shows the help, and the kinds of values, of every command."""
    context = typer.Context(group)
    for command in (group, *group.commands.values()):
        if hasattr(command, "commands") and command is not group:
            _translate_options(command, texts)
        if hasattr(command, "subcommand_metavar"):
            command.subcommand_metavar = texts.gettext("COMMANDE [ARGUMENTS]...")
        option = command.get_help_option(context)
        if option is not None:
            option.help = texts.gettext("Montrer cette aide et s'arrêter.")
        for param in (*command.params, *([option] if option is not None else [])):
            kind = str(param.display_type(context))
            if kind in _KINDS:
                name = texts.gettext(_KINDS[kind]) if _KINDS[kind] else ""
                param.display_type = functools.partial(_constant, name)


def _constant(name: str, _context: Any) -> str:
    return name
