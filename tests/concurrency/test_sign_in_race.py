"""Many tries at one password at the same moment: no more get through than one after the other would."""

from __future__ import annotations

import threading
from collections import Counter

from bot.clock import utc_now
from bot.db import Database
from bot.errors import UserError
from bot.services.audit import Actor
from bot.services.staff.recording import Acting
from bot.services.staff.sessions import Browser
from bot.services.staff.signing_in import Typed, sign_in
from bot.services.staff.slow_down import FREE_PER_LOGIN

THREADS = 16


def test_guesses_at_once_are_slowed_down_as_well(database: Database) -> None:
    heard: list[str] = []
    start = threading.Barrier(THREADS)

    def guess(number: int) -> None:
        acting = Acting(Actor("system", "tests"), utc_now())
        start.wait()
        try:
            sign_in(database, Typed("tanaka", f"wrong {number}"), Browser(f"192.0.2.{number}"), acting)
        except UserError as error:
            heard.append(error.text_key)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wanted = {"admin.sign_in_wrong": FREE_PER_LOGIN, "admin.wait": THREADS - FREE_PER_LOGIN}
    assert Counter(heard) == wanted
