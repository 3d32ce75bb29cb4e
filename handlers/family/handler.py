"""Acts for a child, a parent or somebody else who asked for it, by a name the citizen chose. Owner: 市民窓口課
(department `residents`).

Nothing is looked up in the city's registers and no real name is needed. Whether somebody may act for another is seen to
by each service, as at the counter (委任状); here it is only said, in every question of a form, whom it is for.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.choices import help_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Ask, Done, Reply
from bot.dialogue.slots import find_named
from bot.dialogue.tracker import ActedFor
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Card, Carousel, Choice, Message
from handlers.family import service
from handlers.family.models import FamilyPerson
from handlers.family.slot import Nickname


class Family(Handler):
    name = "family"
    intents = ("act_for_family", "act_for_self")
    at_any_step = ("act_for_self",)
    slots = (Nickname("nickname"),)
    actions = ("add", "choose", "self", "remove")
    for_others = False

    def start(self, turn: Turn) -> Reply | None:
        if turn.interpretation.intent.name == "act_for_self":
            return self.do_self(turn)
        known = service.list_persons(turn.session, turn.conversation_id)
        named = find_named({str(person.id): (person.nickname,) for person in known}, turn.wanted)
        if named is not None:
            return self._act_for(turn, next(person for person in known if str(person.id) == named))
        if not known or turn.slots.get("nickname"):
            return None
        return Done((self._list(turn, known),), resumes=False)

    def summary(self, turn: Turn) -> Message:
        return Card(turn.text("register_title", name=turn.slots["nickname"]), turn.text("register_means"))

    def finish(self, turn: Turn) -> Reply:
        person = service.register(turn.session, turn.conversation_id, turn.slots["nickname"], turn.now)
        return self._act_for(turn, person)

    def do_add(self, turn: Turn) -> Reply:
        """Somebody new."""
        return Ask("nickname")

    def do_choose(self, turn: Turn) -> Reply:
        """One of those that are registered."""
        return self._act_for(turn, self._get_pressed(turn))

    def do_self(self, turn: Turn) -> Reply:
        """For oneself again."""
        turn.record(ActedFor())
        return Done((turn.say("for_yourself", (help_choice(turn),)),))

    def do_remove(self, turn: Turn) -> Reply:
        """The person is forgotten."""
        person = self._get_pressed(turn)
        if turn.tracker.acting_for_id == person.id:
            turn.record(ActedFor())
        service.remove(turn.session, person)
        return Done((turn.say("removed", (help_choice(turn),), name=person.nickname),))

    def _act_for(self, turn: Turn, person: FamilyPerson) -> Reply:
        assert person.id is not None
        turn.record(ActedFor(person.id, person.nickname))
        return Done((turn.say("acting_now", (_back_choice(turn), help_choice(turn)), name=person.nickname),))

    def _get_pressed(self, turn: Turn) -> FamilyPerson:
        number = turn.postback_params.get("person", "")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            raise UserError("dialogue.expired")
        person = service.find_person(turn.session, turn.conversation_id, int(number))
        if person is None:
            raise UserError("dialogue.expired")
        return person

    def _list(self, turn: Turn, known: Sequence[FamilyPerson]) -> Carousel:
        cards = tuple(self._card(turn, person) for person in known)
        alt = "\n".join((turn.text("whom"), *(card.title for card in cards)))
        add = (Choice(turn.text("add"), postback="family.add"),) if len(known) < service.MOST else ()
        return Carousel(cards, alt, (*add, _back_choice(turn), help_choice(turn)))

    def _card(self, turn: Turn, person: FamilyPerson) -> Card:
        is_chosen = turn.tracker.acting_for_id == person.id
        choose = Choice(turn.text("choose"), postback=f"family.choose?person={person.id}")
        remove = Choice(turn.text("remove"), postback=f"family.remove?person={person.id}")
        text = turn.text("is_chosen" if is_chosen else "whom")
        return Card(turn.text("for_whom", name=person.nickname), text, buttons=(choose, remove))


def _back_choice(turn: Turn) -> Choice:
    return Choice(turn.text("back_to_self"), postback="family.self")
