"""A cash office: a till that takes money, and somebody who has its pages open, on one database."""

from __future__ import annotations

import pytest

from bot.models.payments import Payment
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.bot.payments.conftest import clock, till  # noqa: F401  # fixtures
from tests.bot.payments.till import Till

CASHIER = Grant(Role.SERVICE, "residents", "cashbook")


@pytest.fixture
def cashier(house: StaffHouse) -> StaffBrowser:
    house.add("kei", CASHIER)
    return house.sign_in("kei")


@pytest.fixture
def paid(till: Till) -> Payment:  # noqa: F811
    return pay(till)


def pay(till: Till, number: int = 1, method: str = "card") -> Payment:  # noqa: F811
    payment = till.order(number)
    till.pay(till.cashier.start(payment.reference), method)
    till.hear()
    return till.get(payment)


def mistake(till: Till, number: int) -> Payment:  # noqa: F811
    """One that is paid with another sum than was asked."""
    payment = till.order(number)
    url = till.cashier.start(payment.reference)
    till.session_of(url)["amount_total"] = 60
    till.pay(url)
    till.hear()
    return till.get(payment)
