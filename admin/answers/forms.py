"""From the editor's form to what a version says, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.services.faq.content import DAYS, FaqContent, Wording, Wrong
from bot.texts import LANGUAGES

Fields = Mapping[str, str]


def write_fields(content: FaqContent) -> dict[str, str]:
    """What stands in the form's fields."""
    fields = {"department": content.department, "category": content.category, "url": content.url}
    for name in DAYS:
        day = getattr(content, name)
        fields[name] = day.isoformat() if day else ""
    for language, one in content.wordings.items():
        words = {"question": one.question, "answer": one.answer, "aliases": "\n".join(one.aliases)}
        fields.update({f"{name}_{language}": value for name, value in words.items()})
    return fields


def read_fields(fields: Fields, before: FaqContent) -> FaqContent:
    """What is in the form; what it has no field for stays as it was before. Raises Wrong for a day that is none."""
    wordings = {language: one for language, one in before.wordings.items() if language not in LANGUAGES}
    for language in LANGUAGES:
        aliases = tuple(filter(None, (line.strip() for line in fields.get(f"aliases_{language}", "").splitlines())))
        was = before.wordings.get(language, Wording("", ""))
        words = {name: fields.get(f"{name}_{language}", "") for name in ("question", "answer")}
        wordings[language] = replace(was, **words, aliases=aliases)
    office, category, url = (fields.get(name, "") for name in ("department", "category", "url"))
    first, last, review = (_read_day(name, fields.get(name, "").strip()) for name in DAYS)
    return FaqContent(office, category, url, first, last, review, _order(wordings))


def _order(wordings: dict[str, Wording]) -> dict[str, Wording]:
    """Without those in which nothing is written, Japanese first."""
    written = {key: one for key, one in wordings.items() if one.question.strip() or one.answer.strip() or one.aliases}
    return dict(sorted(written.items(), key=lambda pair: pair[0] != "ja"))


def _read_day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Wrong(name, "answers.day_wrong") from None
