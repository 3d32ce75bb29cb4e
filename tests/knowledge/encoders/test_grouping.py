"""What goes into one call of the bundled engine, and that it changes nothing but the time."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.encoders.bundled import CALL_CHARACTERS, PREFIX_CHARACTERS, BundledEncoder, group_by_length


@given(st.lists(st.integers(0, 300), max_size=80))
def test_every_text_is_in_one_call_and_no_call_is_long(lengths: list[int]) -> None:
    calls = group_by_length(lengths)
    assert sorted(place for call in calls for place in call) == list(range(len(lengths)))
    for call in calls:
        assert sum(lengths[place] + PREFIX_CHARACTERS for place in call) <= CALL_CHARACTERS
    longest = [lengths[call[0]] for call in calls]
    assert longest == sorted(longest, reverse=True)


def test_a_text_too_long_for_any_call_has_its_own() -> None:
    assert group_by_length([5, 2 * CALL_CHARACTERS, 5]) == [[1], [0, 2]]


def test_vectors_do_not_depend_on_the_company() -> None:
    encoder = BundledEncoder()
    texts = ["住民票", "粗大ごみの出し方を知りたい。" * 4, "", "犬", "転入届はいつまでに出しますか。" * 9] * 3
    together = encoder.encode_document(texts)
    alone = np.vstack([encoder.encode_document([text]) for text in texts[:5]])
    assert np.abs(together - np.vstack([alone] * 3)).max() < 1e-4
