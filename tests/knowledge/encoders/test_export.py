"""`madoguchi knowledge encoder export`: the folder is the bundled model, in the library's own form."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from knowledge.commands import OneLineErrors
from knowledge.encoders import Encoder
from knowledge.encoders.commands import encoder
from knowledge.encoders.naming import name_model
from tests.knowledge.encoders.conftest import copy_model

TEXTS = (
    "ソファーを捨てたいのですが、どうすればいいですか。",
    "ｿﾌｧｰ　を　すてたい",
    "住民票の写しの手数料は、1通300円です。\n本庁舎1階の市民窓口課で受け取れます。",
    "How do I register my dog? Fee: ¥3,000 (tax incl.)",
    "我想知道怎么办理居民登记",
    "주민표 수수료는 얼마입니까",
    "Lệ phí giấy cư trú là bao nhiêu?",
    "髙橋さんと齋藤さんの窓口 ①②③ ㈱",
    "ごみの日🎉はいつ",
    "a" * 300,
)


ROUNDED = 0.01  # the engine rounds what goes into each product, the library does not


def run(*words: str | Path) -> Result:
    group = OneLineErrors("knowledge", commands={"encoder": encoder})
    return CliRunner().invoke(group, ["encoder", "export", *map(str, words)])


def test_the_folder_gives_the_vectors_of_the_bundled_encoder(exported: Encoder, bundled: Encoder) -> None:
    for ours, theirs in (
        (bundled.encode_query(TEXTS), exported.encode_query(TEXTS)),
        (bundled.encode_document(TEXTS), exported.encode_document(TEXTS)),
    ):
        cosines = (ours * theirs).sum(axis=1)
        assert dict(zip(TEXTS, cosines, strict=True)) == {text: pytest.approx(1, abs=ROUNDED) for text in TEXTS}


def test_the_library_alone_reads_it(model_folder: Path, bundled: Encoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder))
    assert model.get_embedding_dimension() == 384
    assert model.max_seq_length == 512
    assert model.prompts == {"query": "query: ", "document": "passage: "}
    question, answer = model.encode_query([TEXTS[0]]), model.encode_document([TEXTS[0]])
    assert float(question[0] @ bundled.encode_query([TEXTS[0]])[0]) > 1 - ROUNDED
    assert float(answer[0] @ bundled.encode_document([TEXTS[0]])[0]) > 1 - ROUNDED
    assert not np.allclose(question, answer, atol=1e-2)


def test_everybody_may_read_it(model_folder: Path) -> None:
    modes = {path.stat().st_mode for path in model_folder.iterdir() if path.is_file()}
    assert len(modes) == 1


def test_the_command_says_where_it_wrote(library: None, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "e5"
    result = run(folder, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout) == {"folder": str(folder), "name": name_model(str(folder))}
    assert [path.name for path in folder.parent.iterdir()] == ["e5"]
    again = run(folder)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "is there already" in again.stderr.strip().splitlines()[-1]


def test_where_nothing_can_be_written_is_one_line(library: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "e5"):
        result = run(place)
        assert result.exit_code == 1
        assert result.stderr.strip().splitlines()[-1].startswith(f"Error: {place}")


def test_a_copy_of_links_has_the_same_name(model_folder: Path, tmp_path: Path) -> None:
    assert name_model(str(copy_model(model_folder, tmp_path / "city-model"))) == name_model(str(model_folder))


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="sentence-transformers is installed")
def test_a_missing_library_is_one_line_and_writes_nothing(tmp_path: Path) -> None:
    result = run(tmp_path / "e5")
    assert result.exit_code == 1
    assert "run pip install 'madoguchi[transformers]'" in result.stderr.strip().splitlines()[-1]
    assert list(tmp_path.iterdir()) == []
