"""What identifies a citizen is taken out of a question; what the question is about stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.generation.masking import MAX_CHARACTERS, mask_personal

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("masked.yml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["said"]))
def test_personal_values_are_masked(case: dict[str, Any]) -> None:
    masked = mask_personal(case["said"])
    assert [value for value in case["gone"] if value in masked] == []
    assert [value for value in case.get("kept", []) if value not in masked] == []


@given(st.integers(10**5, 10**13), st.sampled_from(["", "-", " ", ".", "ー"]), st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_no_long_number_is_left(number: int, separator: str, group: int) -> None:
    digits = str(number)
    said = separator.join(digits[start : start + group] for start in range(0, len(digits), group))
    assert mask_personal(f"a {said} b") == "a [number] b"


def test_a_long_question_is_cut_after_masking() -> None:
    assert len(mask_personal("あ" * 5_000)) == MAX_CHARACTERS
    assert "1234" not in mask_personal("あ" * (MAX_CHARACTERS - 5) + "0901234" + "5678")
