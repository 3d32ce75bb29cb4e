"""The city's banner in a conversation: said once, before the next answer, in the same reply."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.engine import TurnResult
from bot.dialogue.turn import Turn
from bot.messages import Text
from bot.models.conversation import Conversation

EMERGENCY = "emergency"  # the room whose answers nothing is said before


def say_banner(conversation: Conversation, turn: Turn, result: TurnResult, most: int) -> TurnResult:
    """The result with the banner before it, which the conversation then has heard.

    Without it where there is none to say, nothing is answered, a danger is spoken of, or there are `most` messages
    already; it is then said with a later answer.
    """
    banner = turn.house.city.find_banner(turn.now)
    if banner is None or banner.version == conversation.banner_version or not result.messages:
        return result
    is_danger = result.service == EMERGENCY or turn.may_be_danger
    if is_danger or len(result.messages) >= most:
        return result
    conversation.banner_version = banner.version
    said = [text for _, text in banner.say_in(turn.language)]
    words = "\n".join([turn.text("dialogue.banner"), *said, *filter(None, (banner.url,))])
    return replace(result, messages=(Text(words), *result.messages))
