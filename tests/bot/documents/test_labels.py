"""Labels: in their places on the sheet, never over an edge, with the name's own kanji."""

from __future__ import annotations

import pytest

from bot.documents import DoesNotFit, Label, find_office, make_labels
from tests.bot.documents.papers import PAID_AT, differs, ink_of, load_house, read, show, words_of
from tests.hostile import HOSTILE

WIDTH, HEIGHT, LEFT, TOP = 86.4, 42.3, 18.6, 21.6  # millimetres
DPI = 127  # five dots a millimetre


def label(name: str = "山田 花子", *address: str) -> Label:
    return Label("380-0001", address or ("長野県みどり野市中央一丁目1番1号",), name)


def make(*labels: Label, start: int = 1) -> bytes:
    texts, city = load_house()
    return make_labels(texts, labels, find_office(city, "ja", "residents"), PAID_AT, start=start)


def box_of(place: int, inside: float) -> tuple[int, int, int, int]:
    """A label in the picture, without that many millimetres at its edges."""
    left, top = LEFT + (place - 1) % 2 * WIDTH, TOP + (place - 1) // 2 * HEIGHT
    edges = (left + inside, top + inside, left + WIDTH - inside, top + HEIGHT - inside)
    return tuple(round(edge * DPI / 25.4) for edge in edges)  # type: ignore[return-value]


def list_used(pdf: bytes, page: int = 0) -> list[int]:
    """The places of a sheet on which something is printed; nothing is near an edge, or between."""
    sheet = show(pdf, page, DPI)
    used = [place for place in range(1, 13) if ink_of(sheet.crop(box_of(place, 0)))]
    for place in used:
        sheet.paste(255, box_of(place, 3))
    assert ink_of(sheet) is None
    return used


@pytest.mark.parametrize(
    ("count", "start", "sheets"),
    [
        (1, 1, [[1]]),
        (12, 1, [list(range(1, 13))]),
        (3, 11, [[11, 12], [1]]),
        (14, 4, [list(range(4, 13)), [1, 2, 3, 4, 5]]),
    ],
)
def test_each_stands_in_its_place(count: int, start: int, sheets: list[list[int]]) -> None:
    pdf = make(*[label()] * count, start=start)
    assert [list_used(pdf, page) for page in range(len(read(pdf).pages))] == sheets


def test_what_stands_on_one() -> None:
    words = words_of(make(label("髙﨑 花子", "長野県みどり野市中央一丁目1番1号", "みどり野ハイツ101")))
    for wanted in ("〒380-0001", "長野県みどり野市中央一丁目1番1号", "みどり野ハイツ101", "髙﨑 花子 様"):
        assert wanted in words
    assert "差出人 みどり野市 市民窓口課" in words
    file = read(make(label()))
    assert (file.trailer["/Root"]["/Lang"], file.trailer["/Root"]["/MarkInfo"]["/Marked"]) == ("ja", True)


def test_a_form_of_a_kanji_is_that_form() -> None:
    """葛 has two forms, and a selector chooses the other one; a form that the font has not is the kanji itself."""
    plain, form, unknown = (show(make(label(name)), dpi=DPI) for name in ("葛", "葛\U000e0100", "葛\U000e01ef"))
    assert differs(plain, form)
    assert not differs(plain, unknown)


@pytest.mark.parametrize("name", ["髙", "﨑", "𠮷"])
def test_a_rare_kanji_is_seen_and_is_not_its_common_one(name: str) -> None:
    common = {"髙": "高", "﨑": "崎", "𠮷": "吉"}[name]
    rare, other, none = (show(make(label(one)), dpi=DPI) for one in (name, common, "\U0001f600"))
    assert differs(rare, other)
    assert differs(rare, none)


def test_a_long_one_is_set_smaller_and_a_longer_one_refused() -> None:
    address = "長野県みどり野市大字とても長い字の名前がここに続きます小字なんとか一二三四番地の五六七八"
    assert list_used(make(label("NGUYEN THI THANH HUYEN CONG TANG TON NU", address, address), label())) == [1, 2]
    with pytest.raises(DoesNotFit) as refused:
        make(label(), label("山田 花子", *[address] * 9))
    assert refused.value.number == 2


@pytest.mark.parametrize(("count", "start"), [(0, 1), (1, 0), (1, 13)])
def test_there_is_no_such_place(count: int, start: int) -> None:
    with pytest.raises(ValueError, match="place"):
        make(*[label()] * count, start=start)


def test_hostile_names_stay_in_their_place() -> None:
    names = [name[:60] for name in HOSTILE]
    pdf = make(*map(label, names))
    assert len(read(pdf).pages) == -(-len(names) // 12)
    for page in range(len(names) // 12):
        assert list_used(pdf, page) == list(range(1, 13))
