"""The language of a LINE profile."""

from __future__ import annotations

import pytest

from bot.channels.line.locale import ProfileLocale
from bot.channels.line.sender import LineSender
from bot.clock import utc_now
from bot.messages import Channel, Inbound, InboundKind
from bot.simulator.server import RunningSimulator
from tests.channels.line.conftest import CITIZEN


def inbound(channel: Channel = Channel.LINE, locale: str = "") -> Inbound:
    return Inbound(channel, "1", CITIZEN, InboundKind.TEXT, utc_now(), text="123", locale=locale)


def test_it_is_asked_of_line(sender: LineSender) -> None:
    assert ProfileLocale(sender)(inbound()) == "en"


@pytest.mark.parametrize("known", [inbound(locale="ko"), inbound(Channel.WEB, "vi"), inbound(Channel.WEB)])
def test_what_is_known_is_not_asked_for(simulator: RunningSimulator, sender: LineSender, known: Inbound) -> None:
    assert ProfileLocale(sender)(known) == known.locale
    assert not simulator.line.requests


def test_a_profile_that_is_not_told_is_no_language(simulator: RunningSimulator, sender: LineSender) -> None:
    simulator.line.faults.add("getProfile", "error")
    assert ProfileLocale(sender)(inbound()) == ""
    simulator.line.set_blocked(CITIZEN, True)
    assert ProfileLocale(sender)(inbound()) == ""
