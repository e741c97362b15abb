"""The door through which a use case asks that a job be run: here, a bell that workers listen to.

The row in the database is the truth; the bell only spares them the wait until they look again. Other
ways to deliver (a queue of several machines) take this place.
"""

from __future__ import annotations

import threading


class Bell:
    """Rung when a job was committed; workers of this process wait for it."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rung = 0

    def ring(self) -> None:
        """Something waits to be done."""
        with self._condition:
            self._rung += 1
            self._condition.notify_all()

    def wait(self, heard: int, seconds: float) -> int:
        """Until it is rung again, or the time is over; how often it has been rung."""
        with self._condition:
            if self._rung == heard:
                self._condition.wait(seconds)
            return self._rung
