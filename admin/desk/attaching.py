"""A picture or file that an operator's page posts."""

from __future__ import annotations

from flask import Request, request

from bot.forms.attachments import Attachment, read_attachment
from bot.forms.photos import MOST_BYTES

# Well above one file, so that one that is too large is read through and answered beside the field.
MOST_BYTES_POSTED = 4 * MOST_BYTES
WITH_FILES = ("admin.desk", "admin.broadcasts")


def allow_files() -> None:
    """Before anything of a request to the desk, or of a message to many, is read: the application's own limit leaves no
    room for a file."""
    if request.method == "POST" and request.blueprint in WITH_FILES:
        request.max_content_length = MOST_BYTES_POSTED


def read_posted(posted: Request) -> Attachment | None:
    """Slow where there is a picture. None when nothing was chosen. Raises UserError with the reason in words."""
    file = posted.files.get("file")
    if file is None or not file.filename:
        return None
    return read_attachment(file.filename, file.stream.read(MOST_BYTES + 1))
