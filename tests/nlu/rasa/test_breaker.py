"""When a server that fails is left alone, and when it is tried again."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nlu.rasa.breaker import Breaker
from tests.nlu.rasa.conftest import Clock


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(limit=3, rest_seconds=30, clock=clock)


def test_it_opens_after_failures_in_a_row(breaker: Breaker) -> None:
    assert [breaker.fail(), breaker.fail(), breaker.succeed()] == [False, False, False]
    assert [breaker.fail(), breaker.fail()] == [False, False]
    assert breaker.lets_through()
    assert breaker.fail()
    assert not breaker.lets_through()


def test_one_trial_a_rest(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        breaker.fail()
    clock.now += 30
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: breaker.lets_through(), range(100))) == 1
    assert not breaker.fail()  # open it was already
    clock.now += 29
    assert not breaker.lets_through()
    clock.now += 1
    assert breaker.lets_through()
    assert breaker.succeed()
    assert all(breaker.lets_through() for _ in range(10))


def test_a_trial_that_never_reports_costs_one_rest(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        breaker.fail()
    clock.now += 30
    assert breaker.lets_through()
    clock.now += 30
    assert breaker.lets_through()
