"""Which requests speak of a disaster: those come forward in the queue while disaster mode is on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from bot.services.desk.requests import find_open_request, note_change


def mentions(said: Iterable[str], words: Sequence[str]) -> bool:
    """Whether anything that was said has one of the words in it; how letters are written makes no difference."""
    wanted = [word.casefold() for word in words]
    return any(word in one.casefold() for one in said for word in wanted)


def note_disaster(session: Session, conversation_id: int) -> None:
    """The open request of this conversation, if there is one, is about a disaster. It stays so."""
    request = find_open_request(session, conversation_id)
    if request is not None and not request.is_disaster:
        note_change(session)
        request.is_disaster = True
