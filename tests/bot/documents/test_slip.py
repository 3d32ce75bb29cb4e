"""A slip: its number, its facts, and lines to tick off."""

from __future__ import annotations

import pytest

from bot.documents import Slip, SlipLine, Wording, find_office, make_slip, make_slips
from tests.bot.documents.papers import PAID_AT, ink_of, list_roles, load_house, read, show, words_of


def write_slip(language: str) -> bytes:
    texts, city = load_house()
    slip = Slip(
        language=language,
        title=Wording("Pick-up slip", "引換票"),
        number="A-0123",
        at=PAID_AT,
        office=find_office(city, language, "residents"),
        facts=[(Wording("Where", "場所"), Wording("City hall, counter 3", "本庁舎 3番窓口"))],
        lines=[SlipLine(Wording("Record", "住民票の写し"), 2, Wording("for a school", "学校用"))],
        notes=[Wording("Bring this slip.", "この票をお持ちください。")],
    )
    return make_slip(texts, slip)


def test_what_stands_on_it() -> None:
    pdf = write_slip("en")
    words = words_of(pdf)
    for wanted in ("Pick-up slip", "引換票", "A-0123", "Where", "場所", "City hall, counter 3", "Record", "学校用"):
        assert wanted in words
    assert "Midorino City みどり野市" in words
    root = read(pdf).trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("en", True)
    assert {"H1", "Table", "TH", "L"} <= set(list_roles(pdf))
    assert ink_of(show(pdf)) is not None


def test_the_same_data_is_the_same_file() -> None:
    assert write_slip("ko") == write_slip("ko")


def test_without_anything_it_is_a_number() -> None:
    texts, city = load_house()
    slip = Slip("ja", Wording("整理票"), "7", PAID_AT, find_office(city, "ja"))
    words = words_of(make_slip(texts, slip))
    assert "整理票" in words
    assert "026-000-1000" in words


def test_several_are_one_file_with_a_page_for_each() -> None:
    texts, city = load_house()
    offices = [find_office(city, "ja", department) for department in ("residents", "tax")]
    slips = [
        Slip("ja", Wording("整理票"), f"K-{n:06d}", PAID_AT.replace(microsecond=7), office)
        for n, office in enumerate(offices, 1)
    ]
    pdf = make_slips(texts, slips)
    assert slips[0].at.microsecond  # a moment as the clock gives it
    pages = [page.extract_text() for page in read(pdf).pages]
    assert len(pages) == 2
    for page, number, telephone in zip(pages, ("K-000001", "K-000002"), ("026-000-1101", "026-000-1301"), strict=True):
        assert number in page and telephone in page
    assert list_roles(pdf).count("H1") == 2
    other = Slip("en", Wording("Slip"), "7", PAID_AT, find_office(city, "en"))
    for wrong in ([], [slips[0], other]):
        with pytest.raises(ValueError, match="can't be one file"):
            make_slips(texts, wrong)
