"""Consultations in which everything is marked: what is written, by whom, where to call, and what staff note of it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from PIL import Image

from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.handlers.child_consultation.centre import BASE, HOME, add_staff, visit
from tests.secrecy.marks import Marks


def consult(house: StaffHouse, marks: Marks, count: int) -> None:
    """So many cases, one after the other, each with eight marked values and its work; the last few are closed."""
    nurse = add_staff(house, "nurse")
    for number in range(1, count + 1):
        write(house, marks)
        work_on(house, nurse, marks, number)
    nurse.goes_to(f"{BASE}/handover")
    assert nurse.page.status == 200


def write(house: StaffHouse, marks: Marks) -> None:
    citizen = visit(house)
    citizen.begins(marks.sentence("むすこの", "がこわくて学校へ行けません。電話は ") + marks.phone(), name=marks.word())
    assert citizen.page.status == 200
    citizen.posts_photo("photo.jpg", _photo(marks.word()), marks.sentence("つづきです。", "のことです。"), "write")
    assert citizen.page.status == 200
    times = citizen.page.text.split('<option value="')[2:]
    citizen.sends(f"{HOME}time", kind="call", time=times[0].partition('"')[0], phone=marks.phone())


def work_on(house: StaffHouse, nurse: StaffBrowser, marks: Marks, number: int) -> None:
    case, day = f"{BASE}/cases/{number}", f"{house.clock() + timedelta(days=3):%Y-%m-%d}"
    nurse.goes_to(case)
    nurse.sends(f"{case}/claim", discipline="nurse")
    nurse.sends(f"{case}/answer", words=marks.sentence("", "さん、こんにちは。"))
    nurse.sends(f"{case}/note", words=marks.sentence("おうちは", "方面。"), readers="nurse")
    nurse.sends(f"{case}/meeting", day=day, begins="14:00", minutes="60", place=marks.word(), members=marks.word())
    nurse.sends(f"{case}/refer", department="school", asked=marks.sentence("", "くんの様子を。"), until=day)
    nurse.sends(f"{case}/watch", watch=marks.sentence("夜に", "から電話があるかも。"))
    assert nurse.page.status == 200
    if number % 3 == 0:
        nurse.sends(f"{case}/close", reason="settled")


def _photo(comment: str) -> bytes:
    """A telephone's, with words in it that nobody sees."""
    written, exif = BytesIO(), Image.Exif()
    exif[0x010E] = comment.encode("utf-8").decode("latin-1")  # ImageDescription
    Image.new("RGB", (24, 16)).save(written, "JPEG", exif=exif, comment=comment.encode("utf-8"))
    assert comment.encode("utf-8") in written.getvalue()
    return written.getvalue()
