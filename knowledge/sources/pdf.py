"""PDF to text, page by page: bounded in pages, letters and time, and with a reason where there is nothing to read."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import FileNotDecryptedError

from bot.yaml_files import parse_yaml
from knowledge.entries import clean_text
from knowledge.sources.chunks import Line
from knowledge.sources.decoding import Unreadable
from knowledge.sources.pdf_lines import drop_running_lines, find_margin, join_lines, split_lines

MAX_PAGES = 300
MAX_CHARACTERS = 1_000_000
MAX_SECONDS = 30.0  # one big drawing can keep pypdf busy for minutes
_MAX_STREAM = 20_000_000  # bytes of one page's drawing, unpacked
_LEAST_LETTERS = 5  # on a page; a stamp or a number on a scan is no text
_MOST_STRANGE = 0.3
_MAX_TITLE = 100
_WORDS = parse_yaml(Path(__file__).with_name("pdf.yml").read_text("utf-8"))
_FILE_END = re.compile(r"\.(?:docx?|xlsx?|pptx?|jtdc?|pdf|indd|ai|txt)$", re.IGNORECASE)
# Letters of no language a city writes in: a font without a table from its glyphs to letters.
_STRANGE = re.compile(
    r"[^\s!-~\xa0-\u024f\u1e00-\u1eff\u2000-\u27bf\u3000-\u33ff\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
)
# It complains line by line about files that browsers show without a word, and quotes them.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Pdf:
    """`pages` holds the lines of each page by its number; pages without letters are missing."""

    title: str
    language: str
    changed_on: date | None
    pages: dict[int, list[str]]
    note: str = ""

    def lines(self) -> Iterator[Line]:
        """All lines, each page under a heading with its number."""
        for number, lines in self.pages.items():
            yield Line(_WORDS["page_heading"].format(number=number), 2)
            yield from map(Line, lines)


def is_pdf(content: bytes, media_type: str = "") -> bool:
    """By its first bytes, or by what the server says of it."""
    return b"%PDF-" in content[:1024] or media_type.partition(";")[0].strip().lower() == "application/pdf"


def read_pdf(content: bytes, seconds: float = MAX_SECONDS, clock: Callable[[], float] = time.monotonic) -> Pdf:
    """The text of a PDF. Raises Unreadable with the reason for one that is locked, broken, slow, or only pictures.

    A file that takes too long is given up whole: half of it today and all of it tomorrow would look like a change.
    """
    end = clock() + seconds

    def check_time(*_: Any) -> None:
        if clock() > end:
            raise Unreadable(f"takes more than {seconds:g} seconds to read")

    try:
        return _read(PdfReader(BytesIO(content)), check_time)
    except Unreadable:
        raise
    except FileNotDecryptedError:
        raise Unreadable("is locked with a password") from None
    except Exception as error:  # noqa: BLE001  # a broken file makes pypdf stumble anywhere, with any exception
        raise Unreadable(f"is a broken PDF ({type(error).__name__})") from None


def _read(reader: PdfReader, check_time: Callable[..., None]) -> Pdf:
    count = len(reader.pages)
    raw = list(_page_texts(reader, min(count, MAX_PAGES), check_time))
    letters = "".join(raw)
    if sum(map(str.isalnum, letters)) < _LEAST_LETTERS:
        raise Unreadable(_why_empty(reader, len(raw)))
    if len(_STRANGE.findall(letters)) > _MOST_STRANGE * len(letters):
        raise Unreadable("has letters that can't be read: its fonts do not say which letters they draw")
    pages = drop_running_lines([split_lines(text) for text in raw])
    margin = find_margin(pages)
    numbered = {number: join_lines(lines, margin) for number, lines in enumerate(pages, 1) if _has_letters(lines)}
    if not numbered:
        raise Unreadable(_why_empty(reader, len(raw)))
    return Pdf(_title(reader, numbered), _language(reader), _changed_on(reader), numbered, _note(count, raw, numbered))


def _page_texts(reader: PdfReader, count: int, check_time: Callable[..., None]) -> Iterator[str]:
    left = MAX_CHARACTERS
    for number in range(count):
        if left <= 0:
            return
        check_time()
        page = reader.pages[number]
        drawing = page.get_contents()
        if drawing is not None and len(drawing.get_data()) > _MAX_STREAM:
            raise Unreadable(f"has more than {_MAX_STREAM:,} bytes of drawing on page {number + 1}")
        text = page.extract_text(visitor_operand_before=check_time)[:left]
        left -= len(text)
        yield text


def _has_letters(lines: list[str]) -> bool:
    return sum(letter.isalnum() for line in lines for letter in line) >= _LEAST_LETTERS


def _why_empty(reader: PdfReader, count: int) -> str:
    if any(_has_picture(reader.pages[number]) for number in range(count)):
        return f"has only pictures of text, no letters: {count} page{'s' if count > 1 else ''}"
    return "has no text"


def _has_picture(page: PageObject) -> bool:
    things: Any = page
    for name in ("/Resources", "/XObject"):
        things = things.get(name)
        if things is None:
            return False
        things = things.get_object()
    return any(thing.get_object().get("/Subtype") in ("/Image", "/Form") for thing in things.values())


def _note(count: int, raw: list[str], numbered: dict[int, list[str]]) -> str:
    notes = [f"only the first {len(raw)} of {count} pages are used"] if len(raw) < count else []
    if without := [str(number) for number in range(1, len(raw) + 1) if number not in numbered]:
        shown = ", ".join(without[:10]) + (" …" if len(without) > 10 else "")
        notes.append(f"no letters on page{'s' if len(without) > 1 else ''} {shown}")
    return "; ".join(notes)


def _title(reader: PdfReader, pages: dict[int, list[str]]) -> str:
    """Its own, unless a program made it up from the file's name; else the first line with words."""
    known = reader.metadata
    named = clean_text(str(known.get("/Title") or "")) if known else ""
    for program in _WORDS["made_by"]:
        named = named.removeprefix(program)
    words = _FILE_END.sub("", named)
    is_file_name = words != named and words.isascii()
    if words and not is_file_name and not words.startswith(tuple(_WORDS["no_title"])) and not _STRANGE.search(words):
        return words[:_MAX_TITLE]
    lines = (line for page in pages.values() for line in page)
    return next(line for line in lines if sum(map(str.isalpha, line)) > 1)[:_MAX_TITLE]


def _language(reader: PdfReader) -> str:
    root: Any = reader.root_object
    said = str(root.get("/Lang") or "ja").lower()
    return said.split("-")[0] if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9-]+)?", said) else "ja"


def _changed_on(reader: PdfReader) -> date | None:
    """The day it was last saved."""
    try:
        known = reader.metadata
        moment = (known.modification_date or known.creation_date) if known else None
    except (ValueError, TypeError, AttributeError):  # a date that is none
        return None
    return moment.date() if moment else None
