"""What a city service looks like in conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.city import City
from bot.dialogue.reply import Reply
from bot.dialogue.slots import Slot
from bot.dialogue.turn import Turn
from bot.messages import Choice, InboundKind, Message
from nlu.interpretation import Interpretation


@dataclass(frozen=True)
class Unfinished:
    """Something of a citizen's that the city still works on: what it is and how it stands, and the way there."""

    what: str
    state: str
    way: Choice


class Handler:
    """A city service in conversation; steps return a Reply and send nothing.

    `name` is the folder's. `intents` start it, `slots` are asked in order, and `actions` are the postbacks it
    answers: `<name>.<action>` calls `do_<action>(turn)`. `at_any_step` are those of the intents whose universal words
    (`nlu/data/keywords.yml`) start it whatever is open; `at_any_time` those of the actions that are answered even while
    an operator has the conversation, or too much is said at once; `kinds` are inbounds that are its own, whoever has
    the conversation. Services keep nothing on the instance between turns.
    """

    name: ClassVar[str]
    intents: ClassVar[Sequence[str]] = ()
    at_any_step: ClassVar[Sequence[str]] = ()
    at_any_time: ClassVar[Sequence[str]] = ()
    kinds: ClassVar[Sequence[InboundKind]] = ()
    slots: ClassVar[Sequence[Slot]] = ()
    actions: ClassVar[Sequence[str]] = ()
    place_action: ClassVar[str] = ""  # offered, with the text `<action>_here`, for a location that nobody has asked for
    is_listed: ClassVar[bool] = True  # shown by "what can you do?"
    is_courtesy: ClassVar[bool] = False  # said beside what is wanted, never a wish among several
    for_others: ClassVar[bool] = True  # its form may be filled in for somebody the citizen acts for
    must_arrive: ClassVar[bool] = False  # pushed when little of the month's quota is left: alerts and payments only

    def check_city(self, city: City) -> None:
        """Look at what `city.yml` says for this service, at the start. Raises SetupError that names what is wrong."""

    def find_verified(self, city: City) -> str:
        """The id of what is given only to whom an identity provider has verified; empty where nothing is."""
        return ""

    def claims(self, turn: Turn) -> Reply | None:
        """Looks at every text before the policy does, in whatever step and whoever has the conversation; None leaves it
        alone. For what must not wait: it is quick, and answers at least as strongly as the rules after it would."""
        return None

    def start(self, turn: Turn) -> Reply | None:
        """The first step; None goes on with the slots."""
        return None

    def summary(self, turn: Turn) -> Message | None:
        """Shown with yes and no before `finish`; None asks nothing."""
        return None

    def finish(self, turn: Turn) -> Reply:
        """All slots are filled: do the work with one service function and say how it went."""
        raise NotImplementedError

    def take_form(self, turn: Turn) -> Reply:
        """A form of this service was sent; `turn.inbound.params` has its `form` and `number`, and nothing of it."""
        raise NotImplementedError

    def take_denial(self, turn: Turn, denied: Interpretation) -> Reply | None:
        """The citizen does not want something that this service does, and has nothing open: what stood is taken back
        (「お知らせはいりません」). None where nothing stood."""
        return None

    def list_unfinished(self, turn: Turn) -> Sequence[Unfinished]:
        """What of this citizen's the service still works on: it must end before the data may go."""
        return ()

    def release(self, turn: Turn) -> None:
        """Give back what is held; called when the citizen leaves before the end."""

    def act(self, action: str, turn: Turn) -> Reply:
        """The answer to a pressed button of this service."""
        reply: Reply = getattr(self, f"do_{action}")(turn)
        return reply

    def find_slot(self, name: str) -> Slot | None:
        return next((slot for slot in self.slots if slot.name == name), None)
