"""Cards as Flex bubbles: calm, readable, one accent colour.

Colours are those of the Digital Agency's design tokens (npm: @digital-go-jp/design-tokens); each text has a contrast
of at least 4.5 on its ground. `scaling` lets words grow with the citizen's own font size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from bot.channels.line.actions import has_usable_url, pick_choices, render_button_action, write_out_links
from bot.channels.line.limits import (
    ALT_TEXT,
    BUBBLE,
    BUTTON_LABEL,
    CAROUSEL,
    CAROUSEL_BUBBLES,
    ELLIPSIS,
    cut,
    cut_units,
    is_visible,
    json_size,
)
from bot.messages import Card, Choice, Table

ACCENT = "#0017C1"  # blue-900
ACCENT_GROUND = "#E8F1FE"  # blue-50
INK = "#1A1A1A"  # solid-grey-900
QUIET_INK = "#626264"  # solid-grey-600
LINE_COLOR = "#CCCCCC"  # solid-grey-200

MAX_FACTS = 12
MAX_CARD_BUTTONS = 6
MAX_CAROUSEL_BUTTONS = 4
LIST_ITEM_UNITS = 80

_Json = dict[str, Any]


class _Budget(NamedTuple):
    """Longest title, words, fact and note in UTF-16 units, and how many cells of tables are shown."""

    title: int
    text: int
    fact: int
    note: int
    cells: int


# Roomiest first; a bubble takes the first that LINE takes.
_BUDGETS = (
    _Budget(120, 2000, 300, 300, 48),
    _Budget(100, 800, 150, 150, 32),
    _Budget(80, 300, 80, 80, 20),
    _Budget(60, 100, 40, 40, 10),
    _Budget(30, 40, 16, 16, 4),
)


def render_card(card: Card) -> _Json | None:
    """A Flex message with one bubble; None when the card has nothing to show."""
    bubble = _fit_bubble(card)
    return bubble and {"type": "flex", "altText": cut(describe_card(card), ALT_TEXT), "contents": bubble}


def render_carousel(cards: Sequence[Card], alt: str) -> _Json | None:
    """A Flex message with up to 12 bubbles, the first ones first; None when no card has anything to show."""
    shown = [card for card in cards if _render_bubble(card, _BUDGETS[-1], in_carousel=True)]
    shown = shown[: CAROUSEL_BUBBLES.maximum]
    if not shown:
        return None
    contents = _fit_carousel(shown)
    words = alt if is_visible(alt) else "\n".join(_find_title(card) for card in shown)
    return {"type": "flex", "altText": cut(words, ALT_TEXT), "contents": contents}


def describe_card(card: Card) -> str:
    """The card read aloud; never empty."""
    facts = (f"{label} {value}".strip() for label, value in card.facts)
    words = (card.title, card.text, *map(_describe_table, card.tables), *facts, card.note)
    parts = [part[: 2 * ALT_TEXT.maximum].strip() for part in words if is_visible(part)]
    labels = [choice.label for choice in card.buttons if is_visible(choice.label)]
    return card.alt if is_visible(card.alt) else "\n".join(parts or labels) or ELLIPSIS


def _describe_table(table: Table) -> str:
    rows = (
        " ".join(filter(None, (name, *(f"{header} {cell}".strip() for header, cell in facts))))
        for name, facts in table.list_rows()
    )
    return "\n".join(filter(None, (table.caption, *rows, table.below)))


def _find_title(card: Card) -> str:
    return card.title if is_visible(card.title) else describe_card(card)


def _fit_bubble(card: Card) -> _Json | None:
    for budget in _BUDGETS:
        bubble = _render_bubble(card, budget, in_carousel=False)
        if bubble is None or json_size(bubble) <= BUBBLE.maximum:
            return bubble
    return _render_bare_bubble(card, in_carousel=False)


def _render_bare_bubble(card: Card, *, in_carousel: bool) -> _Json | None:
    bare = Card(_find_title(card), buttons=card.buttons[-1:])
    return _render_bubble(bare, _BUDGETS[-1], in_carousel=in_carousel)


def _fit_carousel(cards: list[Card]) -> _Json:
    """Shortens the words of all cards alike; only when that is not enough, the last cards are left out."""
    for budget in _BUDGETS:
        bubbles = [_render_bubble(card, budget, in_carousel=True) for card in cards]
        if _is_within_carousel(bubbles):
            return _carousel(bubbles)
    while not _is_within_carousel(bubbles) and len(bubbles) > 1:
        bubbles.pop()
    if not _is_within_carousel(bubbles):
        bubbles = [_render_bare_bubble(cards[0], in_carousel=True)]
    return _carousel(bubbles)


def _is_within_carousel(bubbles: list[_Json | None]) -> bool:
    sizes = [json_size(bubble) for bubble in bubbles]
    return max(sizes) <= BUBBLE.maximum and json_size(_carousel(bubbles)) <= CAROUSEL.maximum


def _carousel(bubbles: list[_Json | None]) -> _Json:
    return {"type": "carousel", "contents": bubbles}


def _render_bubble(card: Card, budget: _Budget, *, in_carousel: bool) -> _Json | None:
    body = _render_body(card, budget)
    footer = _render_buttons(card.buttons, in_carousel=in_carousel, are_equals=card.emphasis == "none")
    if not body and not footer:
        return None
    bubble: _Json = {"type": "bubble", "size": "mega"}
    if body:
        bubble["body"] = _box(body, spacing="md", paddingAll="20px")
    if footer:
        bubble["footer"] = _box(footer, spacing="sm", paddingAll="16px")
    return bubble


def _render_body(card: Card, budget: _Budget) -> list[_Json]:
    parts: list[_Json] = []
    if is_visible(card.title):
        parts.append(_text(cut_units(card.title, budget.title), size="lg", weight="bold"))
    words = "\n".join(part for part in (card.text, write_out_links([*card.buttons, *card.choices])) if is_visible(part))
    if words:
        parts.append(_text(cut_units(words, budget.text), lineSpacing="6px"))
    parts.extend(_render_tables(card.tables, budget))
    facts = [(label, value) for label, value in card.facts if is_visible(label) or is_visible(value)]
    if facts and parts:
        parts.append({"type": "separator", "margin": "lg", "color": LINE_COLOR})
    parts.extend(_render_fact(label, value, budget.fact) for label, value in facts[:MAX_FACTS])
    if is_visible(card.note):
        parts.append(_text(cut_units(card.note, budget.note), size="xs", color=QUIET_INK, margin="lg"))
    return parts


def _render_tables(tables: Sequence[Table], budget: _Budget) -> list[_Json]:
    """Each row as its name and facts, a phone being too narrow for columns; "…" where there are more."""
    parts: list[_Json] = []
    left = budget.cells
    for table in tables:
        if is_visible(table.caption):
            parts.append(_text(cut_units(table.caption, budget.fact), weight="bold", margin="lg"))
        for name, facts in table.list_rows():
            row = _render_row(name, facts, budget.fact)
            if row and left < len(facts):
                return [*parts, _text(ELLIPSIS)]
            left -= max(len(facts), 1) if row else 0
            parts.extend(row)
        if is_visible(table.below):
            parts.append(_text(cut_units(table.below, budget.text), lineSpacing="6px", margin="lg"))
    return parts


def _render_row(name: str, facts: Sequence[tuple[str, str]], max_units: int) -> list[_Json]:
    line = {"type": "separator", "margin": "md", "color": LINE_COLOR}
    shown = [(header, cell) for header, cell in facts if is_visible(header) or is_visible(cell)]
    if len(shown) == 1 and not shown[0][0] and is_visible(name):
        return [line, _render_fact(name, shown[0][1], max_units)]
    named = [_text(cut_units(name, max_units), weight="bold")] if is_visible(name) else []
    rest = [_render_fact(header, cell, max_units) for header, cell in shown]
    return [line, *named, *rest] if named or rest else []


def _render_fact(label: str, value: str, max_units: int) -> _Json:
    if not is_visible(label) or not is_visible(value):
        return _text(cut_units(label if is_visible(label) else value, max_units))
    columns = [
        _text(cut_units(label, max_units), flex=3, color=QUIET_INK),
        _text(cut_units(value, max_units), flex=5),
    ]
    return {"type": "box", "layout": "horizontal", "spacing": "md", "contents": columns}


def _render_buttons(buttons: Sequence[Choice], *, in_carousel: bool, are_equals: bool) -> list[_Json]:
    """One main action on a card by itself, unless its buttons are equals; so are those of cards side by side.

    Where a label is longer than LINE's buttons take, the buttons are a list to choose from, in full words.
    """
    usable = [choice for choice in buttons if has_usable_url(choice)]
    shown = pick_choices(usable, MAX_CAROUSEL_BUTTONS if in_carousel else MAX_CARD_BUTTONS)
    if any(cut(choice.label, BUTTON_LABEL) != choice.label for choice in shown):
        return [_list_item(choice) for choice in shown]
    has_main = not in_carousel and not are_equals
    return [_button(choice, is_main=has_main and index == 0) for index, choice in enumerate(shown)]


def _list_item(choice: Choice) -> _Json:
    action = render_button_action(choice)
    words = cut_units(choice.label, LIST_ITEM_UNITS) if is_visible(choice.label) else action["label"]
    look = {"backgroundColor": ACCENT_GROUND, "cornerRadius": "8px", "paddingAll": "14px"}
    return _box([_text(words, color=ACCENT, weight="bold")], action=action, **look)


def _button(choice: Choice, *, is_main: bool) -> _Json:
    return {
        "type": "button",
        "style": "primary" if is_main else "secondary",
        "color": ACCENT if is_main else ACCENT_GROUND,
        "height": "md",  # 52 px; "sm" would be under the 44 px that a finger needs
        "adjustMode": "shrink-to-fit",
        "scaling": True,
        "action": render_button_action(choice),
    }


def _text(words: str, **look: Any) -> _Json:
    return {"type": "text", "text": words, "size": "md", "color": INK, "wrap": True, "scaling": True, **look}


def _box(contents: list[_Json], **look: Any) -> _Json:
    return {"type": "box", "layout": "vertical", "contents": contents, **look}
