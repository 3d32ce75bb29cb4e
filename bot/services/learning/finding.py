"""Which turns teach something: rules over a conversation's log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.models.learning import ProposalReason
from bot.services.learning.turns import LoggedTurn

LOOKED_AHEAD = 2  # turns


@dataclass(frozen=True)
class Rooms:
    """What the rules know of the city services."""

    intents: Mapping[str, Sequence[str]]  # of each service
    listed: frozenset[str]  # those that citizens come for, not for a greeting, help, another language or a person


@dataclass(frozen=True)
class Lesson:
    """An utterance that was not understood rightly. `intents` may be meant, whichever; none when nobody can know."""

    turn: LoggedTurn
    reason: ProposalReason
    intents: tuple[str, ...] = ()


def find_lessons(turns: Sequence[LoggedTurn], rooms: Rooms) -> Iterator[Lesson]:
    """Of one conversation's turns, oldest first; the latest ones may become a lesson when more has been said."""
    for place, turn in enumerate(turns):
        if not turn.text:
            continue
        following = _of_same_session(turns[place + 1 : place + 1 + LOOKED_AHEAD])
        if turn.find("missed"):
            yield Lesson(turn, ProposalReason.FELL_THROUGH)
        elif asked := turn.find("clarification_asked"):
            yield from _clarified(turn, asked[0]["services"], following, rooms)
        else:
            yield from _corrected(turn, following, rooms)


def _of_same_session(turns: Sequence[LoggedTurn]) -> list[LoggedTurn]:
    same = []
    for turn in turns:
        if turn.find("session_started"):
            break
        same.append(turn)
    return same


def _clarified(
    turn: LoggedTurn, offered: Sequence[str], following: Sequence[LoggedTurn], rooms: Rooms
) -> Iterator[Lesson]:
    """Asked "A or B?", the citizen took one of them at once."""
    for service in _started(following[0]) if following else ():
        if service in offered and rooms.intents.get(service):
            yield Lesson(turn, ProposalReason.CLARIFIED, tuple(rooms.intents[service]))
            return


def _corrected(turn: LoggedTurn, following: Sequence[LoggedTurn], rooms: Rooms) -> Iterator[Lesson]:
    """What it started was cancelled with the next turn, and with that or the one after another service was started."""
    wrong = next((name for name in _started(turn) if turn.said["intent"] in rooms.intents.get(name, ())), None)
    if wrong is None or not following:
        return
    cancelled = (data["handler"] for data in following[0].find("handler_ended") if data["how"] == "cancelled")
    if wrong not in cancelled:
        return
    others = [name for turn in following for name in _started(turn) if name != wrong]
    if others and others[0] in rooms.listed:
        yield Lesson(turn, ProposalReason.CORRECTED, tuple(rooms.intents[others[0]]))


def _started(turn: LoggedTurn) -> list[str]:
    return [data["handler"] for data in turn.find("handler_started")]
