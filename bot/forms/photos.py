"""Photos: looked at by their first bytes, opened within limits, and written anew without what was hidden in them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from bot.forms.faults import Fault

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 64_000_000  # of what a telephone's camera makes; a bomb has more in fewer bytes
LONGEST_SIDE = 2_400  # a document can be read at this size
SMALLER_SIDES = (1_024, 512)
QUALITY = 85
_FORMATS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_one_at_a_time = threading.Lock()  # an open photo takes some hundred megabytes


@dataclass(frozen=True)
class Photo:
    """A JPEG without EXIF, places and comments."""

    content: bytes
    width: int
    height: int


def read_photo(data: bytes) -> Photo:
    """Raises Fault with the reason in words."""
    if len(data) > MOST_BYTES:
        raise Fault("forms.photo_too_large", megabytes=MOST_BYTES // 1024 // 1024)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise Fault("forms.photo_heic")
    kind = "WEBP" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else ""
    kind = kind or next((name for first, name in _FORMATS.items() if data.startswith(first)), "")
    if not kind:
        raise Fault("forms.no_photo")
    with _one_at_a_time:
        return _rewrite(data, kind)


def shrink_photo(content: bytes, most_bytes: int) -> bytes:
    """A JPEG of ours in at most so many bytes (a quarter of a megabyte is always enough)."""
    for side in SMALLER_SIDES:
        if len(content) <= most_bytes:
            break
        written = BytesIO()
        with Image.open(BytesIO(content), formats=["JPEG"]) as opened:
            opened.thumbnail((side, side))
            opened.save(written, "JPEG", quality=QUALITY, optimize=True)
        content = written.getvalue()
    return content


def _rewrite(data: bytes, kind: str) -> Photo:
    try:
        with Image.open(BytesIO(data), formats=[kind]) as opened:  # reads the header alone
            if opened.width * opened.height > MOST_PIXELS:
                raise Fault("forms.photo_too_many_pixels")
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read at that size at once
            turned = ImageOps.exif_transpose(opened)
            turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _write(_on_white(turned))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Fault("forms.photo_too_many_pixels") from error
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:  # what Pillow raises on broken files
        raise Fault("forms.photo_broken") from error


def _on_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer).convert("RGB")


def _write(image: Image.Image) -> Photo:
    written = BytesIO()
    image.save(written, "JPEG", quality=QUALITY, optimize=True, exif=b"", comment=b"")
    return Photo(written.getvalue(), image.width, image.height)
