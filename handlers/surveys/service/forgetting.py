"""What the clock deletes: marks when a survey has closed, personal words when the retention is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from handlers.surveys.models import Survey, SurveyOpinion, SurveyText
from handlers.surveys.service.writing import forget_marks


def close_due(session: Session, now: datetime) -> int:
    """Those that closed by themselves; how many."""
    due = select(Survey).where(
        col(Survey.closes_at) <= now, col(Survey.key) != "", col(Survey.broadcast_id).is_not(None)
    )
    found = session.exec(due.with_for_update(skip_locked=True)).all()
    for survey in found:
        forget_marks(session, survey)
    return len(found)


def forget_words(session: Session, now: datetime, retention_days: int) -> int:
    """So long after the end: what was written and not published, and whose an opinion was; of how many surveys. Counts
    are nobody's, and stay."""
    over = col(Survey.closes_at) < now - timedelta(days=retention_days)
    due = select(Survey).where(over, ~col(Survey.are_words_gone)).with_for_update(skip_locked=True)
    found = session.exec(due).all()
    for survey in found:
        texts = col(SurveyText.survey_id) == survey.id, ~col(SurveyText.is_shown)
        session.execute(delete(SurveyText).where(*texts))
        opinions = update(SurveyOpinion).where(col(SurveyOpinion.survey_id) == survey.id)
        session.execute(opinions.values(words="", name="", address=""))
        survey.are_words_gone = True
        session.add(survey)
    return len(found)
