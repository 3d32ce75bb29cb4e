"""Gives the numbers to call when someone is in danger, at once. Owner: 危機管理防災課 (`disaster-desk` in city.yml).

No intent of its own: the policy sends every sure emergency here, whoever has the conversation. Nothing is asked, and
the question that was open before is not repeated. The conversation then stands in the operators' list as an emergency.
What somebody wrote who wants to die is emptied, here, at the desk and wherever it would be learned from.
For the next few messages nobody is told that they were not understood, and nobody is made small talk with.
"""

from __future__ import annotations

from bot.city import EmergencyNumber
from bot.dialogue.choices import help_choice, person_choice, phone_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply, Say
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice
from handlers.emergency.forgetting import forget_after_wish, forget_wish

FIRST = ("119", "110")
# What is shown where the city's file has it, by the kind of danger: よりそいホットライン (day and night, free) and
# いのちの電話; the child abuse hotline; DV相談ナビ. These numbers are the same in all of Japan.
FIRST_FOR = {
    "suicide": ("0120-279-338", "0570-783-556", *FIRST),
    "child_abuse": ("189", *FIRST),
    "violence": ("110", "119", "#8008"),
    "crime": ("110", "119"),
}
MAX_NUMBERS = 12  # LINE shows twelve facts and thirteen quick replies


class Emergency(Handler):
    name = "emergency"
    actions = ("resume", "more")
    at_any_time = ("more",)
    is_listed = False
    must_arrive = True

    def start(self, turn: Turn) -> Reply:
        turn.house.registry.get("operator").act("alert", turn)
        kind = turn.interpretation.extra.get("danger", "")
        urgent = _pick(FIRST_FOR.get(kind, FIRST), turn)
        card = Card(
            title=turn.text("call_now"),
            text=turn.text("talk_to_somebody" if kind == "suicide" else "what_to_say"),
            facts=tuple((entry.number, entry.name_in(turn.language)) for entry in urgent),
            buttons=tuple(_call(entry, turn) for entry in urgent),
            note=turn.text("not_watched"),
            choices=(*_write_instead(turn), Choice(turn.text("more"), postback="emergency.more")),
        )
        return Done((card,), resumes=False, forgets=forget_wish(turn))

    def do_more(self, turn: Turn) -> Done:
        """All of the city's numbers; few stand on the first card, so that nobody has to choose in danger."""
        turn.room, is_child = self.name, bool(turn.postback_params.get("child"))
        numbers = turn.house.city.emergency_numbers[:MAX_NUMBERS]
        card = Card(
            title=turn.text("all_numbers_child" if is_child else "all_numbers"),
            facts=tuple((entry.number, entry.name_in(turn.language, is_child=is_child)) for entry in numbers),
            choices=tuple(_call(entry, turn, is_child=is_child) for entry in numbers),
        )
        return Done((card,), resumes=False)

    def do_stay(self, turn: Turn) -> Done:
        """To somebody who was in danger a moment ago and says what is no request. Asked by the policy, no button."""
        turn.room = self.name
        calls = tuple(_call(entry, turn) for entry in _pick(FIRST, turn))
        resume = (Choice(turn.text("resume"), postback="emergency.resume"),) if turn.tracker.active else ()
        if turn.interpretation.intent.name == "thanks":
            said = turn.say("take_care", (*resume, person_choice(turn), *calls))
        else:
            chat = turn.house.city.chat_counselling_url
            by_chat = (Choice(turn.text("chat_counselling"), url=chat),) if chat else ()
            said = turn.say("still_here", (person_choice(turn), *by_chat, *calls, *resume))
        return Done((said,), resumes=False, forgets=forget_after_wish(turn))

    def do_resume(self, turn: Turn) -> Say:
        """Back to the question that was open before the danger."""
        turn.room = ""
        return Say(() if turn.tracker.active else (turn.say("dialogue.nothing_open", (help_choice(turn),)),))

    def do_mention(self, turn: Turn) -> Say:
        """The first numbers, to stand under an answer to what may be a danger. Asked by the engine, no button."""
        turn.room = self.name
        return Say(
            (Card(title=turn.text("if_urgent"), buttons=tuple(_call(entry, turn) for entry in _pick(FIRST, turn))),)
        )


def _write_instead(turn: Turn) -> tuple[Choice, ...]:
    """A page of the city's where one is heard without calling, where a service has named one."""
    page = turn.interpretation.extra.get("page")
    return (Choice(turn.text("write_instead"), url=page),) if page else ()


def _pick(numbers: tuple[str, ...], turn: Turn) -> list[EmergencyNumber]:
    """Those of the numbers that the city's file has, in this order."""
    known = turn.house.city.emergency_numbers
    return [entry for number in numbers for entry in known if entry.number == number]


def _call(entry: EmergencyNumber, turn: Turn, *, is_child: bool = False) -> Choice:
    name = entry.name_in(turn.language, is_child=is_child)
    label = turn.text("call", number=entry.number, name=name)
    return phone_choice(label, entry.number)
