"""Opinions on a draft: looked for, answered, published, taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from bot.errors import NotFound
from bot.services.staff.recording import Acting
from handlers.surveys.models import Survey, SurveyOpinion, SurveyText
from handlers.surveys.service.actions import SurveyAction, note


def list_opinions(session: Session, survey: Survey, words: str = "") -> list[SurveyOpinion]:
    """In the order of their numbers; with `words` those in which they occur, whatever their case."""
    own = select(SurveyOpinion).where(SurveyOpinion.survey_id == survey.id).order_by(col(SurveyOpinion.id))
    return [one for one in session.exec(own) if has_words(words, one.words, one.gist, one.reply, one.number)]


def list_shown(session: Session, survey: Survey) -> list[SurveyOpinion]:
    """Those that everybody may see."""
    own = select(SurveyOpinion).where(SurveyOpinion.survey_id == survey.id, col(SurveyOpinion.is_shown))
    return list(session.exec(own.order_by(col(SurveyOpinion.id))))


def list_texts(session: Session, survey: Survey, question: str = "", words: str = "") -> list[SurveyText]:
    """What was written to a question, or to all; in no order that says when it came."""
    own = select(SurveyText).where(SurveyText.survey_id == survey.id)
    found = [one for one in session.exec(own) if question in ("", one.question) and has_words(words, one.words)]
    return sorted(found, key=lambda one: (one.question, one.words))


def has_words(wanted: str, *texts: str) -> bool:
    """Whether each of the wanted words occurs somewhere. They are looked for here, as the database can't read them."""
    said = "\n".join(texts).casefold()
    return all(word in said for word in wanted.casefold().split())


def get_opinion(session: Session, survey: Survey, opinion_id: int) -> SurveyOpinion:
    own = select(SurveyOpinion).where(SurveyOpinion.id == opinion_id, SurveyOpinion.survey_id == survey.id)
    opinion = session.exec(own.with_for_update()).first()
    if opinion is None:
        raise NotFound(f"survey {survey.id} has no opinion {opinion_id}")
    return opinion


def reply(
    session: Session, survey: Survey, opinion_id: int, words: Sequence[str], is_shown: bool, acting: Acting
) -> SurveyOpinion:
    """The gist and what the city says to it; without a gist nothing is shown to anybody."""
    opinion = get_opinion(session, survey, opinion_id)
    opinion.gist, opinion.reply = words
    opinion.is_shown = is_shown and bool(opinion.gist)
    session.add(opinion)
    note(session, acting, SurveyAction.REPLIED, survey, opinion=opinion.id, shown=opinion.is_shown)
    return opinion


def show_text(session: Session, survey: Survey, text_id: int, is_shown: bool, acting: Acting) -> SurveyText:
    """Somebody has looked at it and lets everybody see it, or not any more."""
    own = select(SurveyText).where(SurveyText.id == text_id, SurveyText.survey_id == survey.id)
    text = session.exec(own.with_for_update()).first()
    if text is None:
        raise NotFound(f"survey {survey.id} has no text {text_id}")
    text.is_shown = is_shown
    session.add(text)
    note(session, acting, SurveyAction.SHOWN, survey, text=text.id, shown=is_shown)
    return text
