"""Which language the citizen is spoken to in: guessed from the first words and the channel, asked once when unsure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.tracker import LanguageAsked, LanguageChosen, UserUttered
from bot.dialogue.turn import Turn
from bot.messages import Choice, InboundKind, Message, Text
from nlu.language import guess_language

ELSEWHERE = "en"  # spoken with those whose language the counter has no wording for
FIRST = "first"  # what is asked: which language to begin in; else which one to go on in
FIRST_TURNS = 2  # after them the beginning is over
MOST_BUBBLES = 3
_NOT_AFTER = ("emergency", "language")  # danger has no time for it, and there it is settled
CHANNEL, WORDS = "channel", "words"  # who chose a language; the citizen otherwise


def choose_first(turn: Turn) -> None:
    """Record the language to begin in, and whether it has to be asked for.

    What the channel knows (`locale`) gives way to words that are clearly of another language. Called once the
    utterance is noted.
    """
    tracker = turn.tracker
    if tracker.language and tracker.language_by != CHANNEL:
        return
    known = tracker.language or _find_known(turn)
    if turn.inbound.kind is not InboundKind.TEXT:
        if known and not tracker.language:
            turn.record(LanguageChosen(known, CHANNEL))
        return
    guessed = guess_language(turn.inbound.text)
    chosen = _decide(guessed, known, turn.house.texts.languages)
    if chosen:
        turn.record(LanguageChosen(chosen, WORDS if guessed else CHANNEL))
    if tracker.turns <= FIRST_TURNS and FIRST not in tracker.languages_asked and _is_unsure(guessed, known, chosen):
        turn.record(LanguageAsked(FIRST, _list_likely(guessed, chosen, known, turn)))


def notice_other(turn: Turn) -> None:
    """Offer to go on in a language that two utterances in a row were clearly written in; once for each."""
    tracker = turn.tracker
    two = tracker.heard[-2:]
    if not tracker.language or len(two) < 2 or not all(map(_is_sentence, two)):
        return
    spoken = {guess_language(one.utterance) for one in two}
    other = spoken.pop() if len(spoken) == 1 else None
    is_other = other in turn.house.texts.languages and _base(other or "") != _base(tracker.language)
    if other and is_other and other not in tracker.languages_asked:
        turn.record(LanguageAsked(other, (other, tracker.language)))


def add_question(turn: Turn, said: tuple[Message, ...]) -> tuple[Message, ...]:
    """What was said, with the question that was noted in this turn; before a question of a service that is open."""
    asked = next((event for event in turn.events if isinstance(event, LanguageAsked)), None)
    if asked is None or not said or turn.tracker.operator_has_it or turn.answered_by in _NOT_AFTER:
        return said
    question = _word(asked, turn)
    others = tuple(choice for message in said for choice in message.choices)
    said = tuple(replace(message, choices=()) for message in said)
    if turn.tracker.active is not None and len(said) < MOST_BUBBLES:
        return (replace(question, choices=()), *said[:-1], replace(said[-1], choices=(*others, *question.choices)))
    choices = (*question.choices, *others)  # they stand under this line, and the first are seen without scrolling
    if len(said) >= MOST_BUBBLES:
        return (*said[:-1], replace(said[-1], choices=choices))
    return (*said, replace(question, choices=choices))


def _word(asked: LanguageAsked, turn: Turn) -> Text:
    """The line, in the language it is about, and a button for each language named by itself."""
    texts, spoken = turn.house.texts, asked.about
    choices = tuple(Choice(texts.name_language(one), postback=f"language.set?language={one}") for one in asked.offered)
    if spoken == FIRST:
        others = Choice(turn.text("dialogue.other_languages"), postback="language.start")
        return turn.say("dialogue.ask_language", (*choices, others))
    return Text(turn.text_in(spoken, "dialogue.offer_language"), choices)


def _decide(guessed: str | None, known: str, languages: Sequence[str]) -> str:
    """Easy Japanese that was chosen stays when Japanese is written."""
    if guessed in languages and _base(guessed or "") != _base(known):
        return guessed or ""
    return known or (ELSEWHERE if guessed else "")


def _is_unsure(guessed: str | None, known: str, chosen: str) -> bool:
    """Nothing is known at all, or words and channel speak of two languages."""
    if guessed is None:
        return not known
    return bool(known and _base(known) != _base(guessed)) or _base(chosen) != _base(guessed)


def _list_likely(guessed: str | None, chosen: str, known: str, turn: Turn) -> tuple[str, ...]:
    """The likely ones first. Who writes in a language we don't have may read easy Japanese."""
    if known and guessed in turn.house.texts.languages:
        return chosen, known
    return tuple(dict.fromkeys((chosen or "ja", ELSEWHERE, "ja-easy")))


def _find_known(turn: Turn) -> str:
    """The language that the channel knows of, where there is wording in it; empty otherwise."""
    locale = turn.house.find_locale(turn.inbound) if turn.tracker.turns <= 1 else turn.inbound.locale
    spoken = (locale, locale.partition("-")[0].lower())
    return next((one for one in spoken if one in turn.house.texts.languages), "")


def _is_sentence(heard: UserUttered) -> bool:
    """Not a button, and long enough that its language shows."""
    return heard.kind == InboundKind.TEXT and len(heard.utterance) >= 4


def _base(language: str) -> str:
    return language.partition("-")[0]
