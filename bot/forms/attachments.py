"""What staff attach to an answer: a picture, written anew, or a PDF."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.errors import UserError
from bot.forms.file_names import clean_name
from bot.forms.photos import MOST_BYTES, read_photo, shrink_photo

MEGABYTES = MOST_BYTES // 1024**2
PREVIEW_BYTES = 1024 * 1024  # LINE takes no larger one
_PDF, _PDF_END = b"%PDF-", b"%%EOF"
_END = 2048  # bytes in which the end of a PDF is looked for; some writers add to it


@dataclass(frozen=True)
class Attachment:
    """`preview` is a JPEG of at most 1 MB, None for what is no picture; `name` is empty for a picture."""

    media_type: str
    content: bytes
    name: str = ""
    preview: bytes | None = None

    def describe(self) -> dict[str, str | int]:
        """For the audit log: what it was, and nothing of what is in it."""
        return {"kind": self.media_type, "bytes": len(self.content), "sha256": hashlib.sha256(self.content).hexdigest()}


def read_attachment(name: str, data: bytes) -> Attachment:
    """By its first bytes, whatever its name says. Raises UserError with the reason in words."""
    if not data:
        raise UserError("desk.file_empty")
    if len(data) > MOST_BYTES:
        raise UserError("desk.file_large", megabytes=MEGABYTES)
    if data.startswith(_PDF):
        if _PDF_END not in data[-_END:]:
            raise UserError("desk.file_broken")
        return Attachment("application/pdf", data, clean_name(name, ".pdf"))
    try:
        photo = read_photo(data)
    except UserError as error:
        known = {"forms.photo_broken": "desk.file_broken", "forms.photo_too_many_pixels": "desk.file_pixels"}
        raise UserError(known.get(error.text_key, "desk.file_wrong")) from error
    return Attachment("image/jpeg", photo.content, preview=shrink_photo(photo.content, PREVIEW_BYTES))
