"""A solve in a process of its own: it can be stopped at any moment, and the best plan so far is kept.

HiGHS can be neither interrupted nor trusted to end in time. The child hands over every verified plan as
soon as it has one; the parent ends the child when somebody asks for it or the time is up.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from multiprocessing.connection import Connection

from optimizer.diagnostics import error
from optimizer.dossier import problem_hash
from optimizer.plan import Plan, StoppedBy
from optimizer.problem import Problem
from optimizer.solver.solve import PlanOutcome, Progress, SolveOptions, solve

# Beyond the limit: time to hand over a last plan before the child is ended.
_GRACE_SECONDS = 1.2
_HEARTBEAT_SECONDS = 2.0


def _work(
    connection: Connection, problem: Problem, options: SolveOptions, start: Plan | None
) -> None:
    # Ctrl-C reaches every process of a terminal; only the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # HiGHS prints remarks of its own; nobody reads them here.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - ends with the process
    try:
        outcome = solve(
            problem,
            options,
            on_progress=lambda p: connection.send(p),
            on_plan=lambda p: connection.send(p),
            start=start,
        )
        connection.send(outcome)
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    except Exception as fault:
        connection.send(f"{type(fault).__name__}: {fault}")
    connection.close()
    os._exit(0)  # a solver thread still at work would hold the process back


def plan_in_child(
    problem: Problem,
    options: SolveOptions | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    start: Plan | None = None,
) -> PlanOutcome:
    """Plan in a spawned process; returns within the time limit and about a second.

    Args:
        problem: without data errors.
        options: preset, key, time.
        on_progress: told at least every two seconds, also while the solver is silent.
        should_stop: asked ten times a second; True ends the child.
        start: a plan of a similar problem to start from.

    Returns:
        the outcome of the solve, or the best plan handed over before it was ended, ``stopped_by``
        ``user`` or ``time``; status ``none`` when there was none.

    Raises:
        RuntimeError: the child failed of itself (our bug).
    """
    options = options or SolveOptions()
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, problem, options, start), daemon=True)
    started = time.monotonic()
    process.start()
    sender.close()
    best: Plan | None = None
    last: Progress | None = None
    told = started
    try:
        while True:
            if receiver.poll(0.1):
                try:
                    message = receiver.recv()
                except EOFError:
                    if should_stop is not None and should_stop():
                        # Ctrl-C while the child was still starting ended it as well.
                        return _stopped(problem, options, best, "user", time.monotonic() - started)
                    raise RuntimeError("the planning process ended without an answer") from None
                if isinstance(message, PlanOutcome):
                    return message
                if isinstance(message, str):
                    raise RuntimeError(message)
                if isinstance(message, Plan):
                    best = message
                elif isinstance(message, Progress):
                    last = message
                    told = time.monotonic()
                    if on_progress is not None:
                        on_progress(message)
            now = time.monotonic()
            if should_stop is not None and should_stop():
                return _stopped(problem, options, best, "user", now - started)
            if now - started > options.time_limit_seconds + _GRACE_SECONDS:
                return _stopped(problem, options, best, "time", now - started)
            if on_progress is not None and now - told > _HEARTBEAT_SECONDS:
                told = now
                base = last or Progress(phase="start", seconds=0.0)
                on_progress(replace(base, seconds=now - started, plan_found=best is not None))
    finally:
        if process.is_alive():
            process.kill()
        process.join(1.0)
        receiver.close()


def _stopped(
    problem: Problem, options: SolveOptions, best: Plan | None, by: StoppedBy, seconds: float
) -> PlanOutcome:
    spent = Decimal(repr(round(seconds, 3)))
    if best is not None:
        return PlanOutcome(plan=replace(best, stopped_by=by, seconds=spent))
    plan = Plan(
        problem_hash=problem_hash(problem),
        preset=options.preset,
        status="none",
        stopped_by=by,
        seconds=spent,
    )
    return PlanOutcome(plan=plan, diagnostics=(error("solve.none"),))
