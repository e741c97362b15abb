"""How long what people write may be: what the database cannot hold is refused in words, as any other slip."""

from __future__ import annotations

from typing import Final

from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_

CODE: Final = 100
"""Of numbers of lots, batches, delivery notes."""
NAME: Final = 200
"""Of what people and customers are called."""
NOTE: Final = 500
"""Of a remark on a row."""
REASON: Final = 1_000
"""Of a reason that stands beside what was done."""
REMARK: Final = 2_000
"""Of what a review says of costs."""
_SHOWN: Final = 30


def need_room(text: str, most: int) -> None:
    """Nothing when a text, without the blanks around it, has at most so many characters.

    Raises:
        ServiceRefusalError: ``wrong_data``, with how the text begins.
    """
    kept = text.strip()
    if len(kept) > most:
        raise ServiceRefusalError(
            Refusal.WRONG_DATA,
            N_("« {begin}… » est trop long : {n} caractères, au plus {most}. Raccourcissez-le."),
            begin=kept[:_SHOWN],
            n=len(kept),
            most=most,
        )
