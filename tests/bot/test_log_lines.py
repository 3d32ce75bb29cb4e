"""The log: one line a record, whatever somebody gets into it."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator

import pytest

from bot.log_lines import LineFormatter
from tests.hostile import HOSTILE

RECORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|ERROR) own: ")


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    stream = io.StringIO()
    handler, log = logging.StreamHandler(stream), logging.Logger("own")
    handler.setFormatter(LineFormatter())
    log.addHandler(handler)
    yield log, stream


def test_words_in_a_message_are_no_line_of_their_own(written: tuple[logging.Logger, io.StringIO]) -> None:
    log, stream = written
    for words in HOSTILE:
        log.info("heard %s", words)
    lines = stream.getvalue().splitlines()
    assert len(lines) == len(HOSTILE)
    assert all(RECORD.match(line) for line in lines)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", stream.getvalue().replace("\t", ""))


def test_nor_in_a_traceback(written: tuple[logging.Logger, io.StringIO]) -> None:
    log, stream = written
    for words in HOSTILE:
        try:
            raise ValueError(words)
        except ValueError:
            log.exception("it failed")
    lines = stream.getvalue().splitlines()
    assert len([line for line in lines if RECORD.match(line)]) == len(HOSTILE)
    assert all(RECORD.match(line) or line.startswith("    ") for line in lines)
