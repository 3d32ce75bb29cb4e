"""Distances on the great circle, and the nearest of many."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from handlers.shelters.models import Hazard
from handlers.shelters.service.catalogue import Catalogue, Site
from handlers.shelters.service.distance import find_direction, measure_metres


def place(latitude: float, longitude: float) -> SimpleNamespace:
    return SimpleNamespace(latitude=latitude, longitude=longitude)


def make_site(number: int, latitude: float, longitude: float, *hazards: str) -> Site:
    return Site(
        number, f"S{number}", "", "", "", "", latitude, longitude, None, "", hazards, True, False, None, (), "", "", ""
    )


def test_known_distances() -> None:
    tokyo, nagano = place(35.681236, 139.767125), place(36.642961, 138.188764)
    assert measure_metres(tokyo, nagano) == pytest.approx(177_500, rel=0.01)
    assert measure_metres(nagano, place(36.642961 + 1 / 3600, 138.188764)) == pytest.approx(30.9, abs=0.1)
    assert measure_metres(nagano, nagano) == 0


@pytest.mark.parametrize(
    ("north", "east", "direction"),
    [
        (1, 0, "n"),
        (1, 1.25, "ne"),
        (0, 1, "e"),
        (-1, 1.25, "se"),
        (-1, 0, "s"),
        (-1, -1.25, "sw"),
        (0, -1, "w"),
        (1, -1.25, "nw"),
    ],
)
def test_directions(north: float, east: float, direction: str) -> None:
    assert find_direction(36.65, 138.2, place(36.65 + north / 100, 138.2 + east / 100)) == direction


def test_the_nearest_of_many_are_those_that_counting_finds() -> None:
    chance = random.Random(3)
    sites = [
        make_site(number, 36 + chance.random(), 138 + chance.random(), *(["flood"] if chance.random() < 0.3 else []))
        for number in range(2_000)
    ]
    catalogue = Catalogue(sites)
    among = {site.id for site in sites if chance.random() < 0.5}
    for _ in range(20):
        here = place(36 + chance.random(), 138 + chance.random())
        found = catalogue.list_nearest(here.latitude, here.longitude, 10, Hazard.FLOOD, among)
        wanted = [site for site in sites if "flood" in site.hazards and site.id in among]
        wanted.sort(key=lambda site: measure_metres(here, site))
        assert [near.site.id for near in found] == [site.id for site in wanted[:10]]
        assert found[0].metres == measure_metres(here, wanted[0])


def test_few_and_none() -> None:
    assert Catalogue([]).list_nearest(36, 138) == []
    two = Catalogue([make_site(1, 36, 138, "flood"), make_site(2, 36.1, 138)])
    assert [near.site.id for near in two.list_nearest(36.09, 138)] == [2, 1]
    assert [near.site.id for near in two.list_nearest(36.09, 138, hazard=Hazard.FLOOD)] == [1]
    assert two.list_nearest(36, 138, hazard=Hazard.VOLCANO) == []
    assert two.list_nearest(36, 138, among=()) == []
    assert (two.has_any(Hazard.FLOOD), two.has_any(Hazard.FIRE)) == (True, False)
