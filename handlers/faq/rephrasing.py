"""Whether an answer is said in a generator's words. Slow: it belongs before the first use of the turn's session."""

from __future__ import annotations

from bot.dialogue.turn import Turn
from handlers.faq.easy import EASY
from knowledge.excerpt import LONG
from knowledge.generation.rephrasing import rephrase
from knowledge.search import Hit


def find_rephrased(turn: Turn, asked: str, hit: Hit) -> str:
    """The answer in fewer or easier words; empty where the city's own are shown.

    A generator is asked only for what it can better: an answer that is too long to be shown whole, or one in ordinary
    Japanese for a citizen who reads easy Japanese.
    """
    is_hard = turn.language == EASY and hit.language != EASY
    if len(hit.text) <= LONG and not is_hard:
        return ""
    rephrased = rephrase(turn.house.generator, asked, [hit], turn.language)
    return rephrased.text if rephrased else ""
