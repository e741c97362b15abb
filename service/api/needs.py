"""What each route asks of the person who calls it, written beside the route and in its description.

The declaration says what the use case checks; it checks nothing itself. A test calls every route in
every role and compares; a route without a declaration fails it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from service.usecases.rights import Thing

Verb = Literal["read", "write"]
# Name in the OpenAPI description: « plan:write », « anyone » …
RIGHT: Final = "x-right"
# Another right for some kinds of what the address names: {"kind": {"workshop": "capacities:read"}}.
RIGHT_WHEN: Final = "x-right-when"
# A second right that is needed too.
BESIDES: Final = "x-right-besides"
# Who asked for something, or sent it, may do this with it whatever the right says.
OR_OWNER: Final = "x-right-or-owner"

Door = Literal[
    "anyone",  # nobody needs to be signed in
    "link",  # whoever holds the secret of the address
    "signed_in",  # for oneself
    "in_person",  # for oneself, by a browser and not by a program's token
    "operator",  # who runs the service
]


def needs(
    thing: Thing,
    verb: Verb,
    *,
    besides: tuple[Thing, Verb] | None = None,
    or_owner: bool = False,
    **when: Mapping[str, tuple[Thing, Verb]],
) -> dict[str, Any]:
    """What goes into ``openapi_extra`` of a route that needs a right.

    Args:
        besides: a second right that is needed too.
        or_owner: who asked for the thing of the address, or sent it, may too.
        when: what the right depends on (a parameter of the address, a field of the form, what a file is
            about) → its value → the right that counts then.
    """
    said: dict[str, Any] = {RIGHT: f"{thing}:{verb}"}
    if when:
        said[RIGHT_WHEN] = {
            name: {value: f"{t}:{v}" for value, (t, v) in values.items()}
            for name, values in when.items()
        }
    if besides is not None:
        said[BESIDES] = f"{besides[0]}:{besides[1]}"
    if or_owner:
        said[OR_OWNER] = True
    return said


def open_to(door: Door) -> dict[str, Any]:
    """What goes into ``openapi_extra`` of a route that needs no right in a consortium."""
    return {RIGHT: door}
