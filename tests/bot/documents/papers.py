"""What documents are made of in tests, and how they are looked at: as text, as structure and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
from PIL import Image, ImageChops

from bot.city import City, load_city
from bot.documents import Receipt, ReceiptLine, Refund, Wording, find_office
from bot.documents.wording import DocumentWords
from bot.settings import DEMO_CITY
from bot.texts import Texts, load_texts

PAID_AT = datetime(2026, 11, 28, 15, 30, 1, 234567, tzinfo=UTC)  # the 29th in Tokyo


@cache
def load_house() -> tuple[Texts, City]:
    return load_texts(), load_city(DEMO_CITY)


def write_receipt(language: str = "ja", *, addressee: str = "", refunds: tuple[Refund, ...] = ()) -> Receipt:
    texts, city = load_house()
    name = DocumentWords(texts, language).say("payments.title")
    lines = (ReceiptLine(name, 2, 600), ReceiptLine(Wording("Record", "住民票の写し"), 1, 1_300))
    office = find_office(city, language, "residents")
    return Receipt(language, "P-7KQ2M", PAID_AT, Wording("PayPay", "PayPay"), lines, office, refunds, addressee)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(pdf))


def words_of(pdf: bytes) -> str:
    """The text of all pages, without its line breaks."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def show(pdf: bytes, page: int = 0, dpi: int = 72) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72, grayscale=True).to_pil()


def ink_of(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """Where something is drawn; None on an empty sheet."""
    return ImageChops.invert(picture.convert("L")).getbbox()


def differs(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is not None


def list_roles(pdf: bytes) -> list[str]:
    """The tags of the structure tree, in reading order."""
    return list(_walk(read(pdf).trailer["/Root"]["/StructTreeRoot"]))


def _walk(node: Any) -> Iterator[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for one in node:
            yield from _walk(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"]).removeprefix("/")
        if "/K" in node:
            yield from _walk(node["/K"])
