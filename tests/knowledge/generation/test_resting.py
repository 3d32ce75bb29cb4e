"""A generator that did not answer is left alone for a while."""

from __future__ import annotations

import pytest

from bot.errors import PermanentFault, TemporaryFault
from knowledge.generation.endpoint import ChatEndpoint
from knowledge.generation.protocol import Message
from knowledge.generation.resting import REST_SECONDS, RestingGenerator
from tests.http_server import Fault
from tests.knowledge.generation.model import SimulatedModel

ASKED = [Message("user", "?")]


@pytest.mark.parametrize(("status", "fault"), [(503, TemporaryFault), (401, PermanentFault)])
def test_it_rests_after_a_fault_and_is_asked_again_later(
    model: SimulatedModel, status: int, fault: type[Exception]
) -> None:
    now = 0.0
    generator = RestingGenerator(ChatEndpoint(model.url, "m"), clock=lambda: now)
    model.fault = Fault(status=status)
    with pytest.raises(fault):
        generator.generate(ASKED)
    model.fault = None
    now = REST_SECONDS - 1
    assert generator.generate(ASKED) is None
    assert len(model.requests) == 1
    now = REST_SECONDS
    assert generator.generate(ASKED) is not None
    assert generator.generate(ASKED) is not None
