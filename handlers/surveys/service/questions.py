"""Questions: as they are stored, and what may be answered to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.errors import UserError
from bot.services.broadcasts.content import choose_language
from bot.texts import Texts
from handlers.surveys.models import Survey, SurveyKind

MOST = 10
MOST_OPTIONS = 12
LONGEST_TEXT = 1000
LONGEST_OPINION = 4000
ROOM = "surveys"


class QuestionKind(StrEnum):
    SCALE = "scale"  # 5 is the best
    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SEVERAL_OF = "several_of"
    TEXT = "text"


FIXED = {QuestionKind.SCALE: ("5", "4", "3", "2", "1"), QuestionKind.YES_NO: ("yes", "no")}
WITH_OPTIONS = (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF)


@dataclass(frozen=True)
class Question:
    """`options` are the wordings of each option by language; those of a fixed kind are the house's."""

    id: str
    kind: QuestionKind
    words: Mapping[str, str]
    options: Sequence[Mapping[str, str]] = ()
    is_required: bool = True

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Question:
        return cls(
            data["id"], QuestionKind(data["kind"]), data["words"], tuple(data["options"]), bool(data["is_required"])
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": str(self.kind),
            "words": dict(self.words),
            "options": [dict(one) for one in self.options],
            "is_required": self.is_required,
        }

    @property
    def option_ids(self) -> Sequence[str]:
        """What is stored for each option, in the order in which they are shown."""
        return FIXED.get(self.kind) or tuple(str(number) for number in range(1, len(self.options) + 1))

    def ask(self, language: str) -> str:
        return say_in(self.words, language)

    def say(self, option: str, texts: Texts, language: str) -> str:
        """The wording of one of its options."""
        if self.kind in FIXED:
            return texts.get(language, f"{ROOM}.{self.kind}_{option}")
        return say_in(self.options[int(option) - 1], language)


def read_questions(survey: Survey) -> list[Question]:
    return [Question.from_json(one) for one in survey.questions]


def find_one_tap(survey: Survey) -> Question | None:
    """The question that a survey is all about, where one tap answers it."""
    asked = read_questions(survey)
    is_one = survey.kind == SurveyKind.SATISFACTION and len(asked) == 1
    is_tapped = is_one and asked[0].kind in (*FIXED, QuestionKind.ONE_OF) and len(asked[0].option_ids) <= 6
    return asked[0] if is_tapped else None


def say_in(words: Mapping[str, str], language: str) -> str:
    """In the language, or in that which is next to it."""
    return words[choose_language(language, words)] if words else ""


@dataclass(frozen=True)
class Answered:
    """What was chosen by question, and what was written."""

    chosen: dict[str, list[str]]
    texts: dict[str, str]


def read_answers(questions: Sequence[Question], get: Callable[[str], Sequence[str]]) -> Answered:
    """Of a form whose fields are called like the questions. Raises UserError with the `question` where one is missing
    or too long; an option that there is not counts as missing."""
    chosen: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for question in questions:
        given = get(question.id)
        if question.kind == QuestionKind.TEXT:
            words = (given[0] if given else "").replace("\r\n", "\n").strip()
            if len(words) > LONGEST_TEXT:
                raise UserError("surveys.wrong_long", question=question.id, longest=LONGEST_TEXT)
            texts |= {question.id: words} if words else {}
            is_there = bool(words)
        else:
            known = [one for one in question.option_ids if one in given]
            known = known if question.kind == QuestionKind.SEVERAL_OF else known[:1]
            chosen |= {question.id: known} if known else {}
            is_there = bool(known)
        if question.is_required and not is_there:
            raise UserError("surveys.wrong_missing", question=question.id)
    if not chosen and not texts:
        raise UserError("surveys.wrong_missing", question=questions[0].id)
    return Answered(chosen, texts)
