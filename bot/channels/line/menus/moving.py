"""Citizens with a menu of their own, moved from one menu to another by LINE, without naming anybody."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.patience import Patience
from bot.errors import TemporaryFault

MOST_QUESTIONS = 8  # for the progress, at growing intervals: some two minutes; LINE answers a hundred an hour


def move_citizens(moves: dict[str, str], api: RichMenuApi, patience: Patience, tell: Callable[[str], None]) -> None:
    """`moves` are menu ids, from each to which. Returns when all are moved.

    Raises TemporaryFault when LINE does not do it now: it takes three such requests an hour, and works on one for
    as long as it has citizens to move.
    """
    if not moves:
        return
    try:
        request_id = patience.ask(api.move_citizens, moves, uuid.uuid4().hex)
    except TemporaryFault as error:
        raise TemporaryFault(
            f"citizens who have a menu of their own still see an earlier one, since LINE moves them three times an "
            f"hour at most; run this again later ({error})"
        ) from error
    for question in range(1, MOST_QUESTIONS + 1):
        phase = patience.ask(api.find_progress, request_id)
        if phase == "succeeded":
            tell(f"moved the citizens of {len(moves)} menus")
            return
        if phase == "failed":
            break
        patience.wait(min(question, 5))
    raise TemporaryFault("LINE is not done with moving citizens; run this again in some minutes to finish")
