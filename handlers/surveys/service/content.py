"""What citizens get of a survey: one card, answered by one tap where one question is all there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.messages import Card, Choice
from bot.texts import Texts
from handlers.surveys.models import Survey, SurveyKind
from handlers.surveys.service.questions import ROOM, find_one_tap, say_in


def write_content(
    survey: Survey, texts: Texts, say_until: Callable[[str], str], find_page: Callable[[str], str]
) -> dict[str, Sequence[Card]]:
    """In each language that has a title. `say_until` says in a language when it closes, `find_page` where it is
    answered by who reads of it outside of a chat."""
    way = f"{ROOM}.do_{survey.kind}"
    return {
        language: (
            replace(
                write_card(survey, texts, language, say_until(language)),
                elsewhere=(Choice(texts.get(language, way), url=find_page(language)),),
            ),
        )
        for language in texts.languages
        if language in survey.titles
    }


def write_card(survey: Survey, texts: Texts, language: str, until: str) -> Card:
    """In any language; wording that is missing is that of another one."""
    note = "anonymous_short" if survey.kind == SurveyKind.SATISFACTION else "opinion_short"
    asked = find_one_tap(survey)
    words = [say_in(survey.intros, language), asked.ask(language) if asked else ""]
    return Card(
        say_in(survey.titles, language),
        "\n\n".join(filter(None, words)),
        facts=((texts.get(language, f"{ROOM}.until"), until),),
        buttons=list_buttons(survey, texts, language),
        note=texts.get(language, f"{ROOM}.{note}"),
        emphasis="none" if asked else "",
    )


def list_buttons(survey: Survey, texts: Texts, language: str) -> tuple[Choice, ...]:
    """A press that answers, or one that asks for the way to the page. The version is part of what is let out."""
    asked, which = find_one_tap(survey), f"survey={survey.id}&v={survey.version}"
    if asked is None:
        return (Choice(texts.get(language, f"{ROOM}.do_{survey.kind}"), postback=f"{ROOM}.open?{which}"),)
    return tuple(
        Choice(asked.say(option, texts, language), postback=f"{ROOM}.answer?{which}&is={option}")
        for option in asked.option_ids
    )
