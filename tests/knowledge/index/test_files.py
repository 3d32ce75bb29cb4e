"""A crash at any point leaves a whole index, and a reader never sees half of a new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from knowledge.index.files import IndexDamaged, Manifest, check_parts, manifest_mark, publish, read_manifest

MANIFEST = Manifest("e5/1", 4, 1, 2, "abc", "2026-11-22T00:00:00+00:00")


def put(folder: Path, text: str) -> Manifest:
    return publish(folder, {part: lambda path: _write(path, text) for part in ("a", "b")}, MANIFEST)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def read(folder: Path) -> tuple[str, str]:
    manifest = read_manifest(folder)
    assert manifest is not None
    check_parts(folder, manifest)
    return (folder / manifest.files["a"]).read_text(), (folder / manifest.files["b"]).read_text()


def test_the_new_takes_the_place_of_the_old(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    put(tmp_path, "one")
    before = manifest_mark(tmp_path)
    put(tmp_path, "two")
    assert read(tmp_path) == ("two", "two")
    assert manifest_mark(tmp_path) != before
    assert len([path for path in tmp_path.iterdir() if path.name[0] in "ab"]) == 2


def test_a_writer_that_fails_leaves_the_old(tmp_path: Path) -> None:
    put(tmp_path, "one")

    def fail(path: Path) -> None:
        path.write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        publish(tmp_path, {"a": lambda path: _write(path, "two"), "b": fail}, MANIFEST)
    assert read(tmp_path) == ("one", "one")
    put(tmp_path, "three")
    assert not list(tmp_path.glob("*.tmp"))


def test_a_cut_changed_or_missing_part_is_noticed(tmp_path: Path) -> None:
    manifest = put(tmp_path, "a whole part")
    part = tmp_path / manifest.files["a"]
    for damage in (b"a whole", b"a whole pars"):
        part.write_bytes(damage)
        with pytest.raises(IndexDamaged, match="not what was written"):
            check_parts(tmp_path, manifest)
    part.unlink()
    with pytest.raises(IndexDamaged, match="is missing"):
        check_parts(tmp_path, manifest)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"encoder": "x"}', "null"])
def test_an_unreadable_manifest_is_noticed(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(IndexDamaged):
        read_manifest(tmp_path)


WRITER = """
import sys
from pathlib import Path
from tests.knowledge.index.test_files import put
for number in range(100_000):
    put(Path(sys.argv[1]), f"{number}-" * 2_000)
"""


def test_a_killed_writer_leaves_a_whole_index(tmp_path: Path) -> None:
    put(tmp_path, "first")
    seen = set()
    for attempt in range(5):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)])
        before = manifest_mark(tmp_path)
        deadline = time.monotonic() + 30
        while manifest_mark(tmp_path) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.003 * attempt)  # so that the kills fall on different steps
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        first, second = read(tmp_path)
        assert first == second
        seen.add(first)
    assert seen != {"first"}


def test_two_writers_take_turns(tmp_path: Path) -> None:
    def write(name: str) -> None:
        for number in range(10):
            put(tmp_path, f"{name}{number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "xy"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first, second = read(tmp_path)
    assert first == second
