"""Words that carry meaning, and what shares rare ones."""

from __future__ import annotations

import threading

import numpy as np

from knowledge.index.lexical import WordIndex
from nlu.tokenizer import content_words


def test_words_are_normalised_and_particles_are_gone() -> None:
    assert content_words("ﾊﾟｽﾎﾟｰﾄを申し込みたい") == content_words("パスポート 申込みたい")
    assert "を" not in content_words("住民票を取る")
    assert content_words("") == []


def test_very_long_text_is_read_in_pieces() -> None:
    assert len(content_words("住民票を取りたい。" * 5_000)) > 10_000


def test_threads_have_tokenizers_of_their_own() -> None:
    wrong: list[object] = []
    expected = content_words("粗大ごみの出し方を知りたい")

    def read() -> None:
        for _ in range(200):
            if content_words("粗大ごみの出し方を知りたい") != expected:
                wrong.append("other words")

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_rare_words_count_more_than_common_ones() -> None:
    index = WordIndex.build([["市", "犬"], ["市", "猫"], ["市", "図書館"], ["市"]])
    scores = index.scores(["市", "犬"])
    assert scores.argmax() == 0
    assert scores[0] - scores[1] > scores[1]
    assert index.highest(["市", "犬"]) > float(scores.max())


def test_it_comes_back_from_its_arrays() -> None:
    index = WordIndex.build([["市", "犬"], [], ["猫"]])
    again = WordIndex.from_arrays(index.arrays(), 3)
    assert np.array_equal(again.scores(["犬", "猫", "鳥"]), index.scores(["犬", "猫", "鳥"]))
    empty = WordIndex.from_arrays(WordIndex.build([]).arrays(), 0)
    assert len(empty.scores(["犬"])) == 0
