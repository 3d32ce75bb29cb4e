"""What everybody sees of a survey that is over, and what staff see all along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from bot.areas import Areas
from bot.dialogue.words import Speaks
from bot.texts import Texts
from handlers.surveys.models import Survey, SurveyKind
from handlers.surveys.service.opinions import list_shown
from handlers.surveys.service.questions import QuestionKind
from handlers.surveys.service.results import OTHERS, Counted, Results, count_results, list_shown_texts


def show_results(session: Session, texts: Texts, words: Speaks, survey: Survey, areas: Areas) -> dict[str, Any]:
    """For everybody: nothing of fewer than five people, and no words that staff have not let through."""
    if survey.kind == SurveyKind.COMMENT:
        return {"opinions": list_shown(session, survey)}
    results = count_results(session, survey)
    return {
        "opinions": None,
        "results": results,
        "charts": list_charts(results, texts, words) if results.are_enough else [],
        "texts": {
            one.question.id: list_shown_texts(session, survey, one.question.id)
            for one in results.questions
            if one.question.kind == QuestionKind.TEXT
        },
        "name_group": name_groups(texts, words, areas),
    }


def list_charts(results: Results, texts: Texts, words: Speaks) -> list[dict[str, Any]]:
    """Each question with its finding, and its bars by name."""
    return [_describe(one, texts, words) for one in results.questions]


def _describe(one: Counted, texts: Texts, words: Speaks) -> dict[str, Any]:
    question, language = one.question, words.language

    def say(option: str) -> str:
        return question.say(option, texts, language)

    if one.mean is not None:
        finding = words.text("surveys.found_mean", mean=f"{one.mean:.1f}", count=one.answers)
    elif one.top is not None:
        finding = words.text("surveys.found_top", option=say(one.top.option), share=one.top.percent, count=one.answers)
    else:
        finding = words.text("surveys.found_count", count=one.answers)
    return {
        "id": question.id,
        "ask": question.ask(language),
        "kind": question.kind,
        "finding": finding,
        "answers": one.answers,
        "bars": [(say(bar.option), bar) for bar in one.bars],
    }


def name_groups(texts: Texts, words: Speaks, areas: Areas) -> Callable[[str, str], str]:
    """Says the name of a group of one of the ways to group."""

    def name(grouped: str, group: str) -> str:
        if group in ("", OTHERS):
            return words.text("surveys.group_others" if group else "surveys.group_unknown")
        if grouped == "language":
            return texts.name_language(group)
        if grouped == "via":
            return words.text(f"surveys.via_{group}")
        area = areas.find(group)
        return area.name_in(words.language) if area else group

    return name
