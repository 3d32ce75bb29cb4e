"""The lessons as they are shipped, and what is wrong in a file, by line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.errors import InputFileError
from knowledge.lessons.reading import LANGUAGES, Lesson, read_lessons
from knowledge.teaching.noise import Noise
from nlu.places import list_places

BLOCK = """T 住民票
Q 住民票の写しを郵送で請求するにはどうすればよいですか。
A 請求書と返信用封筒をお送りください。
- 家に送ってもらうことはできますか？
- 住民票って取り寄せできる？
- 住民票 郵送
en Can you mail me a copy?
"""


def test_a_block_is_a_lesson(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(f"\n{BLOCK}\n\n{BLOCK.replace('en Can', 'easy can')}", "utf-8")
    first, second = read_lessons(tmp_path)
    assert first == Lesson(
        "one/住民票",
        "住民票の写しを郵送で請求するにはどうすればよいですか。",
        "請求書と返信用封筒をお送りください。",
        ("家に送ってもらうことはできますか？", "住民票って取り寄せできる？", "住民票 郵送"),
        "en",
        "Can you mail me a copy?",
    )
    assert second.language == "ja-easy"


def test_one_wording_is_enough(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("\n".join(BLOCK.splitlines()[:4]), "utf-8")
    (lesson,) = read_lessons(tmp_path)
    assert (lesson.asked, lesson.language, lesson.foreign) == (("家に送ってもらうことはできますか？",), "", "")
    assert lesson.wordings == lesson.asked


@pytest.mark.parametrize(
    "broken", [BLOCK.replace("A ", "B "), BLOCK.replace("en Can", "fr Can"), BLOCK + BLOCK, "T 住民票\n"]
)
def test_a_broken_block_is_named_by_its_line(tmp_path: Path, broken: str) -> None:
    (tmp_path / "one.txt").write_text(f"{BLOCK}\n{broken}", "utf-8")
    with pytest.raises(InputFileError, match=r"one\.txt, line 9: a lesson has"):
        read_lessons(tmp_path)


def test_what_is_shipped_is_broad_and_distinct() -> None:
    lessons = read_lessons()
    assert len(lessons) > 4_000
    assert len({lesson.topic for lesson in lessons}) > 500
    assert Counter(lesson.question for lesson in lessons).most_common(1)[0][1] == 1
    languages = Counter(lesson.language for lesson in lessons)
    assert set(languages) - {""} == set(LANGUAGES.values())
    assert min(languages.values()) > 400
    wordings = Counter(wording for lesson in lessons for wording in lesson.wordings)
    assert sum(count - 1 for count in wordings.values()) < 0.01 * len(lessons)


def test_noise_is_rare_and_the_same_each_time() -> None:
    text = "粗大ごみの出し方を教えてください"
    first, second = Noise(1), Noise(1)
    heard = [first.disturb(text) for _ in range(1_000)]
    assert heard == [second.disturb(text) for _ in range(1_000)]
    changed = [one for one in heard if one != text]
    assert 80 < len(changed) < 180
    assert "そだいごみのだしかたをおしえてください" in changed
    assert all(abs(len(one) - len(text)) <= 4 for one in changed)


def test_lessons_are_about_no_real_city() -> None:
    named = [place for lesson in read_lessons() for place in list_places(lesson.question + lesson.answer)]
    assert {place.name for place in named if place.kind == "municipality"} == set()
