"""A ring wakes who waits for its topic, and a close wakes everybody once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from bot.bell import Bell

LONG = 60.0  # nobody is to wait as long


def test_a_ring_since_the_mark_is_not_missed() -> None:
    bell = Bell()
    mark = bell.mark("outbox")
    bell.ring("outbox")
    assert bell.wait("outbox", LONG, mark)
    assert not bell.wait("outbox", 0, bell.mark("outbox"))


def test_another_topic_wakes_nobody() -> None:
    bell = Bell()
    mark = bell.mark("outbox")
    bell.ring("inbox")
    assert not bell.wait("outbox", 0, mark)


def test_a_ring_goes_to_other_processes_and_theirs_does_not_come_back() -> None:
    forwarded: list[str] = []
    bell = Bell(forwarded.append)
    bell.ring("outbox")
    bell.ring_here("inbox")
    assert forwarded == ["outbox"]


def test_a_close_wakes_whoever_marked_before_it() -> None:
    bell = Bell()
    waiting = bell.mark("outbox")
    never_waited_for = bell.mark("inbox")
    with ThreadPoolExecutor(1) as pool:
        woken = pool.submit(bell.wait, "outbox", LONG, waiting)
        bell.close()
        assert woken.result()
    assert bell.wait("inbox", LONG, never_waited_for)
    assert bell.is_closed


def test_of_many_who_begin_to_wait_at_once_each_is_woken() -> None:
    for _ in range(20):
        bell = Bell()
        marks = {f"topic {number}": bell.mark(f"topic {number}") for number in range(40)}
        together = threading.Barrier(len(marks) + 1)

        def wait(
            topic: str, bell: Bell = bell, marks: dict[str, int] = marks, at: threading.Barrier = together
        ) -> bool:
            at.wait()
            return bell.wait(topic, LONG, marks[topic])

        with ThreadPoolExecutor(len(marks)) as pool:
            woken = [pool.submit(wait, topic) for topic in marks]
            together.wait()
            bell.close()
            assert all(one.result() for one in woken)


def _wait(bell: Bell, topic: str, mark: int, together: threading.Barrier) -> bool:
    together.wait()
    return bell.wait(topic, LONG, mark)
