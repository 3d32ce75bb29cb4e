"""PDF files as city offices make them, drawn letter for letter: Japanese type, pictures, locks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

Page = Sequence[str] | None  # the lines of a page; None for a page that is one picture


def make_pdf(
    pages: Iterable[Page], title: str = "", password: str = "", encoding: str = "/90ms-RKSJ-H", codec: str = "cp932"
) -> bytes:
    """A PDF whose letters are Shift_JIS codes, which is what Japanese word processors wrote for decades."""
    writer = PdfWriter()
    font = writer._add_object(_font(encoding))
    picture = writer._add_object(_picture())
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        drawing = DecodedStreamObject()
        drawing.set_data(b"q 500 0 0 700 0 0 cm /Im0 Do Q" if lines is None else _drawing(lines, codec))
        page[NameObject("/Contents")] = writer._add_object(drawing)
        fonts = DictionaryObject({NameObject("/F1"): font})
        pictures = DictionaryObject({NameObject("/Im0"): picture} if lines is None else {})
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): fonts, NameObject("/XObject"): pictures}
        )
    if title:
        writer.add_metadata({"/Title": title, "/ModDate": "D:20260401090000+09'00'"})
    if password:
        writer.encrypt(password, algorithm="AES-256")
    content = BytesIO()
    writer.write(content)
    return content.getvalue()


def _drawing(lines: Sequence[str], codec: str) -> bytes:
    shown = b" ".join(f"<{line.encode(codec).hex()}> Tj 0 -20 Td".encode() for line in lines)
    return b"BT /F1 12 Tf 50 800 Td " + shown + b" ET"


def _font(encoding: str) -> DictionaryObject:
    system = {
        "/Registry": TextStringObject("Adobe"),
        "/Ordering": TextStringObject("Japan1"),
        "/Supplement": NumberObject(2),
    }
    descendant = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/CIDFontType0"),
            NameObject("/BaseFont"): NameObject("/Ryumin-Light"),
            NameObject("/CIDSystemInfo"): DictionaryObject(
                {
                    **{NameObject(name): value for name, value in system.items()},
                    NameObject("/Supplement"): NumberObject(2),
                }
            ),
        }
    )
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type0"),
            NameObject("/BaseFont"): NameObject("/Ryumin-Light"),
            NameObject("/Encoding"): NameObject(encoding),
            NameObject("/DescendantFonts"): ArrayObject([descendant]),
        }
    )


def _picture() -> StreamObject:
    picture = DecodedStreamObject()
    picture.set_data(b"\x00")
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceGray"}
    for name, value in names.items():
        picture[NameObject(name)] = NameObject(value)
    for name, number in {"/Width": 1, "/Height": 1, "/BitsPerComponent": 8}.items():
        picture[NameObject(name)] = NumberObject(number)
    return picture
