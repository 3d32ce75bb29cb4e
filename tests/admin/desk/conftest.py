"""A citizen, and operators at the desk who answer over real HTTP."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.models.desk import OperatorRequest
from bot.models.outbox import OutboxRow
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.dialogue.conversation import Conversation
from tests.dialogue.fixtures import (  # noqa: F401
    conversation,
    demo_city,
    index_folder,
    interpreter,
    open_city,
)


@dataclass
class Office:
    """The staff's house and one citizen."""

    house: StaffHouse
    citizen: Conversation

    def operator(self, login: str = "hanako", department: str = "") -> StaffBrowser:
        """Signed in."""
        self.house.add(login, Grant(Role.OPERATOR, department))
        return self.house.sign_in(login)

    @property
    def request(self) -> OperatorRequest:
        """The citizen's newest."""
        return self.citizen.rows(OperatorRequest)[-1]  # type: ignore[no-any-return]

    @property
    def path(self) -> str:
        return f"/admin/desk/{self.request.id}"

    def last_words(self) -> str:
        return str(self.citizen.rows(OutboxRow)[-1].messages)


@pytest.fixture
def office(open_house: OpenHouse, conversation: Conversation) -> Office:  # noqa: F811
    return Office(open_house(engine=conversation.engine), conversation)
