"""An answer as a card: the city's own text, its source, its office and its date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.city import Department
from bot.dialogue.choices import phone_choice
from bot.dialogue.dates import say_date
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice
from handlers.faq.easy import BUTTON, QUICK_REPLY, ease_card, is_hard, read_label, read_name, read_words
from handlers.faq.tables import read_tables
from knowledge.excerpt import find_excerpt
from knowledge.search import Hit

RELATED = 3
RELATED_FROM = 0.6  # of the best hit's score; what is farther off is about something else


def answer_card(hit: Hit, asked: str, key: str, turn: Turn, choices: Sequence[Choice]) -> Card:
    """The whole answer when it is short, else the part that says what was asked, and a way to the rest."""
    shown = find_excerpt(hit.text, asked, title_of(hit))
    rest = () if shown == hit.text else (_choice(turn, "more", "more", key, hit.id),)
    return _city_card(hit, shown, key, turn, rest, choices)


def rephrased_card(hit: Hit, words: str, key: str, turn: Turn, choices: Sequence[Choice]) -> Card:
    """The answer in a generator's words, which says so, and a way to the city's own."""
    card = _card(hit, words, turn, (_choice(turn, "more", "more", key, hit.id),), choices)
    title, note = read_words(card.title, hit, turn), f"{turn.text('rephrased')}\n{card.note}"
    return replace(card, title=title, note=note)


def answer_among_others(hit: Hit, asked: str, key: str, turn: Turn) -> Card:
    """One of several answers: what belongs to it is on the card, as quick replies would not say which is meant."""
    card = answer_card(hit, asked, key, turn, ())
    note = "\n".join(filter(None, (say_language(hit, turn), card.note)))
    return replace(card, buttons=(*card.buttons, *rating_choices(turn, key)), note=note)


def candidates_card(hits: Sequence[Hit], key: str, turn: Turn) -> Card:
    """What may be meant, to choose from."""
    return Card(turn.text("candidates"), turn.text("which"), buttons=entry_choices(hits[:RELATED], key, turn, BUTTON))


def candidates_among_others(number: int, hits: Sequence[Hit], key: str, turn: Turn) -> Card:
    """The same for one of several questions. It is named by its number: what was said can be taken back."""
    buttons = (*entry_choices(hits[:RELATED], key, turn, BUTTON), none_choice(turn, key))
    return Card(turn.text("candidates_for", number=number), turn.text("which"), buttons=buttons)


def whole_card(hit: Hit, key: str, turn: Turn, choices: Sequence[Choice]) -> Card:
    """The answer with all its words."""
    return _city_card(hit, hit.text, key, turn, (), choices)


def original_card(hit: Hit, turn: Turn, choices: Sequence[Choice]) -> Card:
    """The answer as the city wrote it, for who was shown it in easier words."""
    return _card(hit, hit.text, turn, (), choices)


def say_language(hit: Hit, turn: Turn) -> str:
    """That the answer is in another language than the citizen's; empty when it is not, or is made easier."""
    if hit.language == turn.language or is_hard(hit, turn):
        return ""
    return turn.text("only_in_japanese" if hit.language == "ja" else "only_in_other")


def rating_choices(turn: Turn, key: str) -> tuple[Choice, ...]:
    """Did it help?"""
    return tuple(
        Choice(turn.text(f"rate_{value}"), postback=f"faq.rate?answer={key}&value={value}") for value in ("up", "down")
    )


def none_choice(turn: Turn, key: str) -> Choice:
    """None of what is offered is meant."""
    return Choice(turn.text("none"), postback=f"faq.none?answer={key}")


def related(best: Hit, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Those of the hits that are about the same thing as the best one."""
    return tuple(hit for hit in hits if hit.score >= RELATED_FROM * best.score)


def show_choice(label: str, key: str, hit: Hit, turn: Turn, most: int = QUICK_REPLY) -> Choice:
    """Shows this answer when pressed; `most` are the characters that a label may have to be shown whole."""
    words = read_label(label, hit, turn, most)
    return Choice(words, postback=f"faq.show?answer={key}&id={hit.id}", language=_foreign(hit, turn))


def title_of(hit: Hit) -> str:
    """The question, or a page's title with the heading of the section."""
    heading = hit.heading.rpartition(" > ")[2]
    return f"{hit.title} – {heading}" if heading and heading != hit.title else hit.title


def entry_choices(hits: Sequence[Hit], key: str, turn: Turn, most: int = QUICK_REPLY) -> tuple[Choice, ...]:
    """Up to three questions, each title once."""
    titles = {title_of(hit): hit.id for hit in reversed(hits)}
    distinct = [hit for hit in hits if titles[title_of(hit)] == hit.id][:RELATED]
    return tuple(show_choice(title_of(hit), key, hit, turn, most) for hit in distinct)


def _foreign(hit: Hit, turn: Turn) -> str:
    """The language of a hit where it is another one than the conversation's; easy Japanese is Japanese."""
    return hit.language if hit.language.partition("-")[0] != turn.language.partition("-")[0] else ""


def _city_card(
    hit: Hit, words: str, key: str, turn: Turn, buttons: Sequence[Choice], choices: Sequence[Choice]
) -> Card:
    """The city's words, made easier for who reads easy Japanese."""
    if not is_hard(hit, turn):
        return _card(hit, words, turn, buttons, choices)
    original = _choice(turn, "original", "original", key, hit.id)
    return ease_card(_card(hit, words, turn, (*buttons, original), choices), turn)


def _card(hit: Hit, words: str, turn: Turn, buttons: Sequence[Choice], choices: Sequence[Choice]) -> Card:
    office = find_office(turn, hit.department)
    source = (Choice(turn.text("source"), url=hit.url),) if hit.url else ()
    telephone = office.telephone if office else ""
    phone = (phone_choice(turn.text("phone", telephone=telephone), telephone),) if telephone else ()
    name = office.name_in(turn.language) if office else hit.department
    text, tables = read_tables(words)
    return Card(
        title=title_of(hit),
        text=text,
        tables=tables,
        facts=((turn.text("office"), read_name(name, turn)),) if name else (),
        buttons=(*buttons, *source, *phone),
        note="\n".join(_list_notes(hit, turn)),
        choices=tuple(choices),
        language=_foreign(hit, turn),
    )


def _list_notes(hit: Hit, turn: Turn) -> list[str]:
    """Where it comes from, when there is no page to open, and when the city last checked it."""
    source = [turn.text("from_file", source=hit.source)] if hit.source and not hit.url else []
    checked = turn.text("checked_on", date=say_date(turn, hit.checked_on)) if hit.checked_on else turn.text("unchecked")
    changed = (
        [turn.text("page_changed", date=say_date(turn, hit.state_on))] if hit.state == "stale" and hit.state_on else []
    )
    return [*changed, *source, checked]


def find_office(turn: Turn, department: str) -> Department | None:
    """Whose an answer is: by the id that our own files use, or by the name that imported files have."""
    city = turn.house.city
    return city.find_department(department) or next((d for d in city.departments if d.name == department), None)


def _choice(turn: Turn, label: str, action: str, key: str, entry_id: str) -> Choice:
    return Choice(turn.text(label), postback=f"faq.{action}?answer={key}&id={entry_id}")
