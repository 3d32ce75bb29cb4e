"""Typst's one home: a template and data become a tagged PDF, the same bytes for the same data on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from bot.documents.printable import clean_all
from bot.errors import MadoguchiError
from bot.fonts import FONT_FILE

TEMPLATES = Path(__file__).with_name("templates")


class NotSet(MadoguchiError):
    """The template says that it can't be set; the message is typst's."""


def typeset(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF of `templates/<template>.typ`; `at` is the moment that the file says it was made.

    The data reaches the template as JSON and is never read as typst's markup. Safe to call from many threads.
    Raises NotSet.
    """
    compiler = typst.Compiler(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_load_fonts(),
        sys_inputs={"data": json.dumps(clean_all(data), ensure_ascii=False)},
    )
    try:
        # Typst refuses to write what does not fulfil PDF/UA.
        pdf = compiler.compile(
            format="pdf", pdf_standards=["ua-1"], timestamp=at.astimezone(UTC).replace(microsecond=0)
        )
    except typst.TypstError as error:
        raise NotSet(str(error)) from error
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _load_fonts() -> typst.Fonts:
    """Ours alone: what a system has would make another document on each."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONT_FILE.parent])
