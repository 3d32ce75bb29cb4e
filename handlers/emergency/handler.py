"""Gives the numbers to call when someone is in danger, at once. Owner: 危機管理防災課 (`disaster-desk` in city.yml).

No intent of its own: the policy sends every sure emergency here, whoever has the conversation. Nothing is asked, and
the question that was open before is not repeated.
"""

from __future__ import annotations

from bot.city import EmergencyNumber
from bot.dialogue.choices import phone_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice

FIRST = ("119", "110")
MAX_NUMBERS = 10  # LINE shows twelve facts and thirteen quick replies


class Emergency(Handler):
    name = "emergency"
    is_listed = False

    def start(self, turn: Turn) -> Reply:
        numbers = turn.house.city.emergency_numbers
        urgent = [entry for number in FIRST for entry in numbers if entry.number == number]
        others = [entry for entry in numbers if entry.number not in FIRST][: MAX_NUMBERS - len(urgent)]
        card = Card(
            title=turn.text("call_now"),
            text=turn.text("what_to_say"),
            facts=tuple((entry.number, entry.name_in(turn.language)) for entry in (*urgent, *others)),
            buttons=tuple(_call(entry, turn) for entry in urgent),
            note=turn.text("not_watched"),
            choices=tuple(_call(entry, turn) for entry in others),
        )
        return Done((card,), resumes=False)


def _call(entry: EmergencyNumber, turn: Turn) -> Choice:
    label = turn.text("call", number=entry.number, name=entry.name_in(turn.language))
    return phone_choice(label, entry.number)
