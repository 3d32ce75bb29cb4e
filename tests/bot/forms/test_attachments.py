"""What staff attach: what is taken, what is taken out of it, what is refused in words, and names that mean harm."""

from __future__ import annotations

import os
import unicodedata
from io import BytesIO

import pytest
from PIL import Image

from bot.errors import UserError
from bot.forms.attachments import PREVIEW_BYTES, read_attachment
from bot.forms.file_names import clean_name
from bot.forms.photos import MOST_BYTES
from tests.bot.forms.test_photos import make, make_with_place

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
# (as it was given, as it is kept)
NAMES = [
    ("申請書.pdf", "申請書.pdf"),
    ("申請書", "申請書.pdf"),
    ("FORM.PDF", "FORM.pdf"),
    ("申請 書（記入例）.pdf", "申請 書（記入例）.pdf"),
    ("か\u3099.pdf", "が.pdf"),
    ("あ" * 60 + ".pdf", "あ" * 60 + ".pdf"),
    ("あ" * 300 + ".pdf", "あ" * 60 + ".pdf"),
    ("../../etc/passwd", "passwd.pdf"),
    ("..\\..\\windows\\system32\\cmd.exe", "cmd.exe.pdf"),
    ("/etc/shadow", "shadow.pdf"),
    ("C:\\Users\\花子\\名簿.pdf", "名簿.pdf"),
    ("....//....//x.pdf", "x.pdf"),
    ("..", "file.pdf"),
    (".", "file.pdf"),
    ("", "file.pdf"),
    ("   ", "file.pdf"),
    (".pdf", "file.pdf"),
    (".htaccess", "htaccess.pdf"),
    ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
    ("\u2066left\u2069.pdf", "left.pdf"),
    ("a\u200bb\ufeffc.pdf", "abc.pdf"),
    ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
    ("a\nb\tc.pdf", "abc.pdf"),
    ("a\u2028b\u2029c.pdf", "abc.pdf"),
    ("a\x00.pdf", "a.pdf"),
    ('a".pdf', "a.pdf"),
    ('a"; filename="evil.exe', "a_ filename=_evil.exe.pdf"),
    ("it's.pdf", "it_s.pdf"),
    ("a;rm -rf ~.pdf", "a_rm -rf ~.pdf"),
    ("<script>alert(1)</script>.pdf", "script.pdf"),
    ("<img src=x onerror=alert(1)>.pdf", "img src=x onerror=alert(1).pdf"),
    ("&lt;b&gt;.pdf", "lt_b_gt.pdf"),
    ("{{7*7}}.pdf", "7_7.pdf"),
    ("${jndi:ldap}.pdf", "jndi_ldap.pdf"),
    ("$(id)`id`.pdf", "(id)_id.pdf"),
    ("%2e%2e%2fetc.pdf", "2e_2e_2fetc.pdf"),
    ("CON", "_CON.pdf"),
    ("nul.pdf", "_nul.pdf"),
    ("com1.tar.pdf", "_com1.tar.pdf"),
    ("file.pdf:stream", "file.pdf_stream.pdf"),
    ("a|b?.pdf", "a_b.pdf"),
    ("\ud800.pdf", "file.pdf"),
    ("\ue000.pdf", "file.pdf"),
    ("x.pdf.exe", "x.pdf.exe.pdf"),
]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    name = clean_name(given, ".pdf")
    assert name == kept
    assert len(os.fsencode(name)) <= 255 and all(unicodedata.category(sign)[0] != "C" for sign in name)


def refuse(data: bytes, name: str = "a.pdf") -> str:
    with pytest.raises(UserError) as caught:
        read_attachment(name, data)
    return caught.value.text_key


def test_a_picture_is_written_anew_whatever_its_name_says() -> None:
    attached = read_attachment("a.pdf", make_with_place())
    assert attached.media_type == "image/jpeg" and attached.name == ""
    assert b"Exif" not in attached.content and b"secret" not in attached.content
    assert attached.preview == attached.content  # small enough


def test_a_preview_is_within_what_line_takes_whatever_the_picture_shows() -> None:
    noise = Image.frombytes("RGB", (2400, 2400), os.urandom(2400 * 2400 * 3))
    written = BytesIO()
    noise.save(written, "JPEG", quality=85)
    attached = read_attachment("noise.jpg", written.getvalue())
    assert attached.preview is not None
    assert PREVIEW_BYTES < len(attached.content) <= MOST_BYTES and len(attached.preview) <= PREVIEW_BYTES
    assert max(Image.open(BytesIO(attached.preview)).size) >= 512


def test_a_pdf_is_taken_as_it_is() -> None:
    attached = read_attachment("申請書", PDF)
    assert (attached.media_type, attached.content, attached.name) == ("application/pdf", PDF, "申請書.pdf")
    assert attached.preview is None
    assert attached.describe().keys() == {"kind", "bytes", "sha256"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "desk.file_empty"),
        (b"\0" * (MOST_BYTES + 1), "desk.file_large"),
        (PDF.ljust(MOST_BYTES + 1), "desk.file_large"),
        (PDF[:-8], "desk.file_broken"),
        (make()[:80], "desk.file_broken"),
        (make("PNG")[:60], "desk.file_broken"),
        (make("GIF"), "desk.file_wrong"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "desk.file_wrong"),
        (b"MZ\x90\0", "desk.file_wrong"),
        (b"PK\x03\x04", "desk.file_wrong"),
        (b"<html><script>alert(1)</script>", "desk.file_wrong"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "desk.file_wrong"),
        (b" " + PDF, "desk.file_wrong"),
        (make("PNG", size=(9000, 9000), mode="1"), "desk.file_pixels"),
        (make("PNG", size=(30000, 30000), mode="1"), "desk.file_pixels"),
    ],
)
def test_everything_else_is_refused_in_words(data: bytes, said: str) -> None:
    assert refuse(data) == said
