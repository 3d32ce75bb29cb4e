"""What citizens say in LINE though it ought not to be there: each sentence with a marked name."""

from __future__ import annotations

from tests.scenarios.office import Citizen, Office
from tests.secrecy.marks import Marks

SAID = (
    ("学校で", "にいじめられてつらいです"),
    ("となりの", "くんが毎晩たたかれているみたいで心配です"),
    ("うちの", "が3か月学校に行けていません"),
    ("", "です。しにたい"),
    ("娘の", "のことばが遅いので相談したいです"),
)


def talk(office: Office, marks: Marks, people: int) -> None:
    """So many citizens, each with one of every kind; whoever answers may not say it again."""
    citizens = [Citizen(office) for _ in range(people)]
    for before, after in SAID:
        for citizen in citizens:
            assert citizen.says(marks.sentence(before, after)).status == 200
        office.settle()
    assert all(citizen.hears() for citizen in citizens)
