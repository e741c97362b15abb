"""What goes on while a plan is sought: a live line on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import math
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from types import FrameType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from service.exports import words
from service.i18n import N_, Texts

if TYPE_CHECKING:
    from optimizer.plan import LevelName
    from optimizer.solver.solve import Progress

_EVERY_SECONDS = 5.0
PHASES = {
    "start": N_("préparation"),
    "build": N_("construction du modèle"),
    "relax": N_("estimation"),
    "warm_plan": N_("reprise du plan en vigueur"),
    "first_plan": N_("premier plan"),
    "search": N_("recherche"),
    "final": N_("dernières vérifications"),
    "read": N_("lecture"),
    "solve": N_("calcul"),
    "verify": N_("vérification"),
    "write": N_("écriture"),
}


class ProgressLine:
    """The state of a running computation in one line; redrawn on a terminal, printed elsewhere."""

    def __init__(self, console: Console, texts: Texts, *, is_quiet: bool = False) -> None:
        self.console = console
        self.texts = texts
        self.is_quiet = is_quiet
        self.latest: Progress | None = None
        self.is_stopping = False
        self._started = time.monotonic()
        self._printed = self._started
        self._spinner = Spinner("dots", text="")

    def __rich__(self) -> Spinner:
        self._spinner.update(text=Text(self.line()))
        return self._spinner

    def line(self) -> str:
        """Elapsed time, phase, level, best value and bound."""
        _ = self.texts.gettext
        elapsed = self.texts.number(int(time.monotonic() - self._started))
        parts = [f"{elapsed}\u00a0s"]
        if self.is_stopping:
            parts.append(_("arrêt demandé, le meilleur plan est gardé"))
        latest = self.latest
        if latest is None:
            starting = PHASES["start"]
            parts.append(_(starting))
            return " · ".join(parts)
        parts.append(_(PHASES[latest.phase]) if latest.phase in PHASES else latest.phase)
        if latest.level:
            parts.append(words.level_name(latest.level, self.texts))
            if latest.value is not None and math.isfinite(latest.value):
                value = _amount(latest.level, latest.value, self.texts)
                parts.append(_("trouvé : {value}", value=value))
            if latest.bound is not None and math.isfinite(latest.bound):
                bound = _amount(latest.level, latest.bound, self.texts)
                parts.append(_("au mieux possible : {bound}", bound=bound))
        if latest.plan_found:
            parts.append(_("un plan complet est trouvé"))
        return " · ".join(parts)

    def update(self, progress: Progress) -> None:
        """Take note of a report; away from a terminal, print it when the last is old enough."""
        is_news = progress.plan_found and not (self.latest and self.latest.plan_found)
        self.latest = progress
        if self.is_quiet or self.console.is_terminal:
            return
        now = time.monotonic()
        if is_news or now - self._printed >= _EVERY_SECONDS:
            self._printed = now
            self.console.print(Text(self.line()))

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Keep the line on screen, redrawn four times a second, while a block runs."""
        if self.is_quiet or not self.console.is_terminal:
            yield
            return
        with Live(self, console=self.console, refresh_per_second=4, transient=True):
            yield


def _amount(level: LevelName, value: float, texts: Texts) -> str:
    """A value with its unit; the last digits of a bound mean nothing to who waits."""
    return words.amount(level, Decimal(str(round(value, 3))), texts)


@contextmanager
def stop_on_interrupt(line: ProgressLine) -> Iterator[threading.Event]:
    """An event that Ctrl-C sets instead of breaking off, so that the best plan can be kept."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def ask(_signal: int, _frame: FrameType | None) -> None:
        line.is_stopping = True
        stop.set()

    earlier = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, earlier)


def error_console() -> Console:
    """The console of progress and errors: what is printed there never mixes with results."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False, file=sys.stderr)
