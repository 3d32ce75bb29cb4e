"""What is typed of a survey, and what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from admin.broadcasts.form import Typed as TypedRule
from admin.broadcasts.form import find_kept
from admin.page import Errors
from admin.settings.parsing import parse_moment
from bot.clock import TOKYO
from bot.errors import UserError
from handlers.surveys.models import Survey, SurveyKind
from handlers.surveys.service.questions import MOST, MOST_OPTIONS, WITH_OPTIONS, Question, QuestionKind, read_questions
from handlers.surveys.service.writing import Wanted

FIRST = "ja"  # in which each wording must be there
LONGEST = {"title": 80, "intro": 1000, "words": 300, "option": 100}
KINDS = ("", *QuestionKind)


@dataclass
class Typed:
    """A form's fields. Questions are numbered from 1; one without a kind is none."""

    fields: MultiDict[str, str]
    languages: Sequence[str]
    errors: Errors = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "").replace("\r\n", "\n").strip()

    def all(self, name: str) -> list[str]:
        return self.fields.getlist(name)

    @property
    def numbers(self) -> range:
        """Of the questions that the form has room for: one more than there are, three at least."""
        last = max((number for number in range(1, MOST + 1) if self[f"q{number}_kind"]), default=0)
        return range(1, min(MOST, max(3, last + 1)) + 1)

    def is_wrong(self, name: str, tongues: Sequence[tuple[str, str]]) -> bool:
        """Whether something is wrong with it in one of these languages, so that it is not to be folded away."""
        return any(f"{name}_{language}" in self.errors for language, _ in tongues)

    def read(self, kept_rule: Mapping[str, Any], segments: Mapping[str, Mapping[str, Any]]) -> Wanted | None:
        """None, with `errors`, when something is missing or wrong."""
        kind = SurveyKind(self["kind"]) if self["kind"] in list(SurveyKind) else SurveyKind.SATISFACTION
        titles, intros = self._read_words("title", is_needed=True), self._read_words("intro")
        closes_at = None
        try:
            closes_at = parse_moment(self["closes_at"])
        except UserError as error:
            self.errors["closes_at"] = (error.text_key, error.values)
        if closes_at is None and "closes_at" not in self.errors:
            self.errors["closes_at"] = ("surveys.admin_wrong_until", {})
        if self["document_url"] and not self["document_url"].startswith("https://"):
            self.errors["document_url"] = ("broadcasts.address_wrong", {})
        questions = self._read_questions() if kind == SurveyKind.SATISFACTION else []
        if kind == SurveyKind.SATISFACTION and not questions and not self.errors:
            self.errors["q1_kind"] = ("surveys.admin_wrong_questions", {})
        if self.errors or closes_at is None:
            return None
        rule = TypedRule(self.fields, self.languages).read_rule(kept_rule, segments)
        is_comment = kind == SurveyKind.COMMENT
        document_url, asks_name = self["document_url"][:1000] if is_comment else "", self["asks_name"] == "yes"
        return Wanted(kind, titles, intros, questions, rule, closes_at, document_url, is_comment and asks_name)

    def _read_words(self, name: str, longest: str = "", *, is_needed: bool = False) -> dict[str, str]:
        most = LONGEST[longest or name]
        for language in self.languages:
            if (length := len(self[f"{name}_{language}"])) > most:
                self.errors[f"{name}_{language}"] = ("broadcasts.too_long", {"longest": most, "length": length})
        words = {language: said for language in self.languages if (said := self[f"{name}_{language}"])}
        if (is_needed or words) and FIRST not in words:
            self.errors.setdefault(f"{name}_{FIRST}", ("surveys.admin_wrong_japanese", {}))
        return words

    def _read_questions(self) -> list[Question]:
        wanted = [number for number in range(1, MOST + 1) if self[f"q{number}_kind"] in list(QuestionKind)]
        return [self._read_question(f"q{number}", f"q{place}") for place, number in enumerate(wanted, 1)]

    def _read_question(self, name: str, id: str) -> Question:
        kind = QuestionKind(self[f"{name}_kind"])
        words = self._read_words(f"{name}_words", "words", is_needed=True)
        options = self._read_options(f"{name}_options") if kind in WITH_OPTIONS else []
        return Question(id, kind, words, options, self[f"{name}_required"] == "yes")

    def _read_options(self, name: str) -> list[dict[str, str]]:
        """One a line, as many in each language that has any."""
        lines = {language: self._split(f"{name}_{language}") for language in self.languages}
        count = len(lines[FIRST])
        if not 2 <= count <= MOST_OPTIONS:
            self.errors[f"{name}_{FIRST}"] = ("surveys.admin_wrong_options", {"most": MOST_OPTIONS})
        for language, found in lines.items():
            if found and len(found) != count:
                self.errors.setdefault(f"{name}_{language}", ("surveys.admin_wrong_lines", {"count": count}))
            if any(len(line) > LONGEST["option"] for line in found):
                values: dict[str, object] = {"longest": LONGEST["option"], "length": max(map(len, found))}
                self.errors.setdefault(f"{name}_{language}", ("broadcasts.too_long", values))
        if any(name in error for error in self.errors):
            return []
        return [{one: found[place] for one, found in lines.items() if found} for place in range(count)]

    def _split(self, name: str) -> list[str]:
        return [line.strip() for line in self[name].split("\n") if line.strip()]


def show_form(survey: Survey, languages: Sequence[str]) -> Typed:
    """A draft as its form has it."""
    fields: MultiDict[str, str] = MultiDict(
        {
            "kind": survey.kind,
            "closes_at": f"{survey.closes_at.astimezone(TOKYO):%Y-%m-%dT%H:%M}",
            "document_url": survey.document_url,
            "asks_name": "yes" if survey.asks_name else "",
        }
    )
    for name, words in (("title", survey.titles), ("intro", survey.intros)):
        fields.update({f"{name}_{language}": said for language, said in words.items()})
    for question in read_questions(survey):
        fields.update(_show_question(question))
    _show_rule(fields, survey.rule)
    return Typed(fields, languages)


def _show_question(question: Question) -> dict[str, str]:
    shown = {
        f"{question.id}_kind": str(question.kind),
        f"{question.id}_required": "yes" if question.is_required else "",
    }
    shown |= {f"{question.id}_words_{language}": said for language, said in question.words.items()}
    for language in question.words:
        lines = [option[language] for option in question.options if language in option]
        shown[f"{question.id}_options_{language}"] = "\n".join(lines)
    return shown


def _show_rule(fields: MultiDict[str, str], rule: Mapping[str, Any]) -> None:
    parts = rule["all"] if set(rule) == {"all"} else [rule]
    for part in parts:
        if "area" in part:
            fields.setlist("area", part["area"])
            fields["or_unknown"] = "yes" if part.get("or_unknown") else ""
        elif "language" in part:
            fields.setlist("reads", part["language"])
    if find_kept(rule):
        fields["segment"] = "kept"
