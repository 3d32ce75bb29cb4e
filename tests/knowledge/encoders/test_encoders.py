"""What every encoder promises, asked of the bundled one, a sentence-transformers model, and the one for tests."""

from __future__ import annotations

import threading
from typing import cast

import numpy as np
import pytest

from knowledge.encoders import Encoder, create_encoder
from knowledge.encoders.normalize import MAX_CHARACTERS, normalize

ODD = ["", " ", "\x00", "\ud800", "あ" * 5_000, "🎉", "ﷺ" * 1_000]


@pytest.fixture(scope="module", params=["bundled", "hashing", "exported"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    if request.param == "exported":
        return cast("Encoder", request.getfixturevalue("exported"))
    return create_encoder(request.param)


def test_vectors_have_length_one_and_the_right_shape(encoder: Encoder) -> None:
    for encode in (encoder.encode_query, encoder.encode_document):
        vectors = encode(["粗大ごみ", "住民票", *ODD])
        assert vectors.shape == (9, encoder.dimension)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
        assert encode([]).shape == (0, encoder.dimension)


def test_the_same_text_gives_the_same_vector(encoder: Encoder) -> None:
    alone = encoder.encode_query(["粗大ごみの出し方"])
    again = encoder.encode_query(["粗大ごみの出し方"])
    together = encoder.encode_query([*["住民票"] * 20, "粗大ごみの出し方"])[-1]
    assert np.array_equal(alone, again)
    assert float(alone[0] @ together) > 0.999


def test_half_width_letters_are_the_same_word(encoder: Encoder) -> None:
    half, full = encoder.encode_query(["ｺﾞﾐ"]), encoder.encode_query(["ゴミ"])
    assert float(half[0] @ full[0]) > 0.9999


def test_who_changes_a_vector_does_not_change_the_next_ones(encoder: Encoder) -> None:
    encoder.encode_query(["転入届"])[:] = 0
    assert np.linalg.norm(encoder.encode_query(["転入届"])) > 0.99


def test_threads_get_what_they_asked_for(encoder: Encoder) -> None:
    texts = [f"{number}番の窓口はどこですか" for number in range(12)]
    expected = encoder.encode_document(texts)
    wrong: list[str] = []

    def ask(shift: int) -> None:
        for number in range(len(texts)):
            place = (number + shift) % len(texts)
            if not np.allclose(encoder.encode_document([texts[place]])[0], expected[place], atol=1e-3):
                wrong.append(texts[place])

    threads = [threading.Thread(target=ask, args=(shift,)) for shift in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_bundled_encoder_knows_what_words_mean() -> None:
    bundled = create_encoder("bundled")
    asked = bundled.encode_query(["ソファーを捨てたい"])[0]
    near, far = bundled.encode_query(["粗大ごみの出し方を教えてください", "婚姻届の出し方を教えてください"])
    assert float(asked @ near) > float(asked @ far) + 0.02


def test_texts_are_folded_cleaned_and_cut() -> None:
    assert normalize("ｺﾞﾐ　２\x00\ud800 ") == "ゴミ 2"
    assert len(normalize("ﷺ" * 1_000)) == MAX_CHARACTERS
    assert len(normalize("ｶﾞ" * 1_000)) == MAX_CHARACTERS
