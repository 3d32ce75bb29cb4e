"""Lines of the log that nobody forges."""

from __future__ import annotations

import logging
import re

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# What ends a line or moves a terminal's cursor: C0 but the tab, DEL, C1, and Unicode's own ends of a line.
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


class LineFormatter(logging.Formatter):
    """A record's message is one line, whatever is in it; lines of a traceback are set in, so that none looks like a
    record of its own."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _escape(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: object) -> str:
        traceback = super().formatException(ei)  # type: ignore[arg-type]
        return "\n".join(f"    {_escape(line)}" for line in traceback.split("\n"))


def _escape(text: str) -> str:
    return _CONTROLS.sub(lambda control: control[0].encode("unicode_escape").decode(), text)
