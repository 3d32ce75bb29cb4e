"""Photos: what is taken, what is taken out of them, and what is refused in words."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from bot.forms.faults import Fault
from bot.forms.photos import LONGEST_SIDE, MOST_BYTES, read_photo

GPS = 0x8825


def make(kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object) -> bytes:
    written = BytesIO()
    Image.new(mode, size, "teal").save(written, kind, **more)  # type: ignore[arg-type]
    return written.getvalue()


def make_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6  # taken with the telephone turned
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (36.0, 38.0, 54.9)
    return make(exif=exif, comment=b"secret comment")


def refuse(data: bytes) -> str:
    with pytest.raises(Fault) as caught:
        read_photo(data)
    return caught.value.text_key


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_formats_are_taken_and_become_jpeg(kind: str) -> None:
    photo = read_photo(make(kind))
    assert photo.content.startswith(b"\xff\xd8\xff")
    assert (photo.width, photo.height) == (60, 40)


def test_place_camera_and_comment_are_left_out_and_it_stands_upright() -> None:
    data = make_with_place()
    assert b"SecretCamera" in data and b"secret comment" in data
    photo = read_photo(data)
    assert b"Secret" not in photo.content and b"secret" not in photo.content and b"Exif" not in photo.content
    opened = Image.open(BytesIO(photo.content))
    assert not opened.getexif()
    assert (photo.width, photo.height) == (40, 60)


def test_what_can_be_seen_through_becomes_white() -> None:
    photo = read_photo(make("PNG", mode="RGBA"))
    assert Image.open(BytesIO(photo.content)).mode == "RGB"
    written = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(written, "PNG")
    red, green, blue = Image.open(BytesIO(read_photo(written.getvalue()).content)).getpixel((5, 5))  # type: ignore[misc]
    assert min(red, green, blue) > 250


def test_a_large_one_is_made_smaller() -> None:
    photo = read_photo(make(size=(6_000, 3_000)))
    assert (photo.width, photo.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


def make_bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge; a few hundred bytes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_001, 9_500, 14_000, 50_000])
def test_bombs_are_not_opened(side: int) -> None:
    assert refuse(make_bomb(side, side)) == "forms.photo_too_many_pixels"


def test_what_is_no_photo_is_told_by_its_first_bytes() -> None:
    assert refuse(b"%PDF-1.7 ...") == "forms.no_photo"
    assert refuse(b"MZ\x90\x00") == "forms.no_photo"
    assert refuse(b"<svg onload=alert(1)>") == "forms.no_photo"
    assert refuse(b"GIF89a" + b"\0" * 100) == "forms.no_photo"
    assert refuse(b"") == "forms.no_photo"
    assert refuse(b"\0\0\0\x18ftypheic" + b"\0" * 100) == "forms.photo_heic"


def test_broken_ones_are_told() -> None:
    whole = make(size=(300, 300))
    assert refuse(whole[: len(whole) // 2]) == "forms.photo_broken"
    assert refuse(b"\xff\xd8\xff" + b"\0" * 500) == "forms.photo_broken"
    assert refuse(make_bomb(100, 100)) == "forms.photo_broken"
    assert refuse(b"\x89PNG\r\n\x1a\n") == "forms.photo_broken"
    assert refuse(make("PNG")[:4] + make("JPEG")) == "forms.no_photo"


def test_more_than_ten_megabytes_are_not_looked_at() -> None:
    assert refuse(make() + b"\0" * MOST_BYTES) == "forms.photo_too_large"
