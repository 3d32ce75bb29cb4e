"""The list for the door and the name plates, as text, as structure and as pictures."""

from __future__ import annotations

import pytest

from bot.documents import ArrivalsList, Attendee, Plate, find_office, make_arrivals, make_plates
from tests.bot.documents.papers import PAID_AT, differs, ink_of, list_roles, load_house, read, show, words_of
from tests.hostile import HOSTILE

WIDTH, HEIGHT, LEFT, TOP, DPI = 91.0, 55.0, 14.0, 11.0, 127  # millimetres, and five dots of each


def make_list(*attendees: Attendee) -> bytes:
    texts, city = load_house()
    office = find_office(city, "ja", "residents")
    paper = ArrivalsList("はじめてのスマートフォン", "南公民館", "2026-12-04", attendees, office, PAID_AT)
    return make_arrivals(texts, paper)


def make_names(*names: str) -> bytes:
    texts, city = load_house()
    plates = [Plate(name, f"L-{number:06d}") for number, name in enumerate(names, 1)]
    return make_plates(texts, plates, "はじめてのスマートフォン", find_office(city, "ja", "residents"), PAID_AT)


def test_a_list_says_who_is_expected() -> None:
    pdf = make_list(Attendee("10:00", "L-000001", 2, name="髙﨑 𠮷子"), Attendee("10:00", "L-000002", 1, came=True))
    words = words_of(pdf)
    for wanted in ("受付名簿", "南公民館", "予約2件・3人", "L-000001", "髙﨑 𠮷子", "2人", "1 / 1"):
        assert wanted in words
    assert "用件" not in words  # nobody has any
    assert list_roles(pdf).count("TR") == 3


def test_a_long_list_numbers_its_pages_and_repeats_its_head() -> None:
    pdf = make_list(*[Attendee("10:00", f"L-{number:06d}", 1, "見学") for number in range(90)])
    pages = [" ".join(page.extract_text().split()) for page in read(pdf).pages]
    assert len(pages) >= 2
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert all("人数" in page for page in pages)


def test_nobody_is_no_list() -> None:
    for make in (make_list, make_names):
        with pytest.raises(ValueError, match="nobody"):
            make()


def list_used(pdf: bytes, page: int = 0) -> list[int]:
    """The places of a sheet on which something is printed, three millimetres from the edges at least."""
    sheet, used = show(pdf, page, DPI), []
    for place in range(10):
        left, top = LEFT + place % 2 * WIDTH, TOP + place // 2 * HEIGHT
        inside = (left + 3, top + 3, left + WIDTH - 3, top + HEIGHT - 3)
        if ink_of(sheet.crop(tuple(round(edge * DPI / 25.4) for edge in inside))):  # type: ignore[arg-type]
            used.append(place)
    return used


def test_ten_plates_on_a_sheet() -> None:
    pdf = make_names(*["山田 花子"] * 12)
    assert [list_used(pdf, page) for page in range(len(read(pdf).pages))] == [list(range(10)), [0, 1]]
    assert "山田 花子 様" in words_of(pdf)
    assert "2 / 2" in words_of(pdf)


def test_rare_kanji_and_long_names_stay_on_their_plate() -> None:
    rare, common = show(make_names("髙"), dpi=DPI), show(make_names("高"), dpi=DPI)
    assert differs(rare, common)
    names = [name[:80] for name in HOSTILE] + ["NGUYEN THI THANH HUYEN CONG TANG TON NU", "寿限無" * 20]
    pdf = make_names(*names)
    assert len(read(pdf).pages) == -(-len(names) // 10)
