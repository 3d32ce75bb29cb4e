"""Any sentence-transformers model as the encoder: from a folder, by a hub's name, and the faults of both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from bot.errors import SetupError
from knowledge.encoders import Encoder, as_sentence_transformer, create_encoder
from tests.knowledge.encoders.conftest import copy_model, replace_file

COMMIT = "0123456789abcdef0123456789abcdef01234567"
QUESTIONS = ["ソファーを捨てたい", "住民票がほしい", "犬を飼い始めた"]


def test_the_librarys_own_api_gives_the_bundled_vectors(library: None, bundled: Encoder, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    model = as_sentence_transformer()
    assert model.get_embedding_dimension() == bundled.dimension
    assert np.allclose(model.encode_query(QUESTIONS), bundled.encode_query(QUESTIONS), atol=1e-6)
    assert np.allclose(model.encode_document(QUESTIONS), bundled.encode_document(QUESTIONS), atol=1e-6)
    assert np.allclose(model.encode(QUESTIONS), bundled.encode_query(QUESTIONS), atol=1e-6)
    assert not np.allclose(bundled.encode_query(QUESTIONS), bundled.encode_document(QUESTIONS), atol=1e-2)
    assert float(model.similarity(*model.encode_query(["粗大ごみ", "粗大ごみ"]))) == pytest.approx(1, abs=1e-5)
    with pytest.raises(ValueError, match="the bundled weights know the prompts"):
        model.encode(QUESTIONS, prompt="clustering: ")
    model.save(str(tmp_path))
    again = SentenceTransformer(str(tmp_path), trust_remote_code=True)
    assert np.allclose(again.encode_query(QUESTIONS), bundled.encode_query(QUESTIONS), atol=1e-6)


def test_prefixes_of_the_folder_reach_the_model(model_folder: Path, exported: Encoder, tmp_path: Path) -> None:
    """Without prompts of its own the folder is taken by its name, and by any other name without prefixes."""
    named = copy_model(model_folder, tmp_path / "multilingual-e5-city")
    plain = copy_model(model_folder, tmp_path / "plain")
    for folder in (named, plain):
        replace_file(folder / "config_sentence_transformers.json", "{}")
    expected = exported.encode_query(QUESTIONS)
    assert np.allclose(create_encoder(str(named)).encode_query(QUESTIONS), expected, atol=1e-5)
    assert not np.allclose(create_encoder(str(plain)).encode_query(QUESTIONS), expected, atol=1e-2)


@pytest.mark.parametrize(
    ("name", "content"),
    [("config.json", "{"), ("model.safetensors", b"\0" * 99), ("tokenizer.json", "[]"), ("modules.json", "[1]")],
)
def test_a_broken_folder_is_one_clear_line(model_folder: Path, tmp_path: Path, name: str, content: str | bytes) -> None:
    folder = copy_model(model_folder, tmp_path / "broken")
    replace_file(folder / name, content)
    encoder = create_encoder(str(folder))  # nothing is loaded yet
    for _ in range(2):
        with pytest.raises(SetupError, match=r"can't be loaded: .") as caught:
            encoder.encode_query(["x"])
        assert len(str(caught.value).splitlines()) == 1


def test_a_missing_folder_is_said_at_once(library: None, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="can't be loaded: there is no such folder"):
        create_encoder(str(tmp_path / "none"))


def test_a_hubs_name_is_taken_from_the_cache_when_offline(
    model_folder: Path, exported: Encoder, tmp_path: Path
) -> None:
    cached = tmp_path / "hub" / "models--city--encoder"
    copy_model(model_folder, cached / "snapshots" / COMMIT)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text(COMMIT)
    script = """
import json, sys
from bot.errors import SetupError
from knowledge.encoders import create_encoder
vectors = {}
for name in sys.argv[1:]:
    try:
        vectors[name] = create_encoder(name).encode_query(["ソファーを捨てたい"])[0].tolist()
    except SetupError as error:
        vectors[name] = str(error)
print(json.dumps(vectors))
"""
    names = ["city/encoder", f"city/encoder@{COMMIT}", "city/other", "city/encoder@v9"]
    environment = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script, *names], env=environment, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout.splitlines()[-1])
    expected = exported.encode_query(QUESTIONS[:1])[0]
    for name in names[:2]:
        assert np.allclose(found[name], expected, atol=1e-5)
    for name in names[2:]:
        assert "can't be loaded" in found[name]
        assert len(found[name].splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="sentence-transformers is installed")
def test_a_missing_library_is_said_with_the_command_that_installs_it() -> None:
    for needs_it in (lambda: create_encoder("intfloat/multilingual-e5-small"), as_sentence_transformer):
        with pytest.raises(SetupError, match=r"pip install 'madoguchi\[transformers\]'"):
            needs_it()
