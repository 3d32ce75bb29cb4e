"""Taking answers and opinions: once from each, the same for all ways by which they come."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from bot.clock import TOKYO
from bot.db import insert_if_new
from bot.errors import UserError
from bot.services.staff.slow_down import Guessing
from handlers.surveys.models import Survey, SurveyAnswer, SurveyOpinion, SurveyText
from handlers.surveys.service.marks import Answerer
from handlers.surveys.service.questions import Answered

MOST_OPINIONS = 5  # of one person on one draft
CREDIBLE = 20  # from one address within two hours: a household, an office
FREE = 200  # then one has to wait


@dataclass(frozen=True)
class Opinion:
    words: str
    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class _Flood(Guessing):
    """Answers to one survey (`login`) from an address, over all processes."""

    def _subjects(self) -> tuple[tuple[str, int], ...]:  # type: ignore[override]  # nothing is forgiven
        return ((self.fingerprint(f"answers to survey {self.login} from address:{self.address}"), FREE),)

    def count_all(self, session: Session, now: datetime) -> int:
        self.count(session, now)
        ((subject, _),) = self._subjects()
        return self._lock(session, subject, now).failures


def is_doubtful(
    session: Session, survey: Survey, fingerprint: Callable[[str], str], address: str, now: datetime
) -> bool:
    """Count one that came from the public page: is it one of very many? Raises UserError with the minutes to wait
    where they are a storm. No address is kept, only its fingerprint apart from the answers, for two hours."""
    return _Flood(fingerprint, str(survey.id), address).count_all(session, now) > CREDIBLE


def has_answered(session: Session, survey: Survey, mark: str) -> bool:
    own = select(SurveyAnswer.id).where(SurveyAnswer.survey_id == survey.id, SurveyAnswer.mark == mark)
    return session.exec(own).first() is not None


def take_answers(
    session: Session, survey: Survey, answerer: Answerer, answered: Answered, now: datetime, *, doubtful: bool = False
) -> bool:
    """Keep them; False where this person has answered before, whose first answer stays."""
    values = {
        "survey_id": survey.id,
        "mark": answerer.mark,
        "chosen": answered.chosen,
        "language": answerer.language,
        "area": answerer.area,
        "via": answerer.via,
        "answered_on": now.astimezone(TOKYO).date(),
        "is_doubtful": doubtful,
    }
    id = insert_if_new(session, SurveyAnswer, values)
    if id is None:
        return False
    for question, words in answered.texts.items():
        session.add(SurveyText(survey_id=survey.id or 0, answer_id=id, question=question, words=words))
    session.flush()
    return True


def take_opinion(
    session: Session, survey: Survey, answerer: Answerer, opinion: Opinion, now: datetime, *, doubtful: bool = False
) -> SurveyOpinion:
    """Keep it under a number of its own. Raises UserError where this person has sent as many as one may."""
    same = col(SurveyOpinion.survey_id) == survey.id, col(SurveyOpinion.mark) == answerer.mark
    if session.exec(select(func.count()).select_from(SurveyOpinion).where(*same)).one() >= MOST_OPINIONS:
        raise UserError("surveys.wrong_many", most=MOST_OPINIONS)
    row = SurveyOpinion(
        number=secrets.token_hex(8),
        survey_id=survey.id or 0,
        mark=answerer.mark,
        words=opinion.words,
        name=opinion.name,
        address=opinion.address,
        language=answerer.language,
        via=answerer.via,
        received_on=now.astimezone(TOKYO).date(),
        is_doubtful=doubtful,
    )
    session.add(row)
    session.flush()
    row.number = f"P-{row.id:06d}"
    session.add(row)
    session.flush()
    return row
