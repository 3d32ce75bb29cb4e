"""The scheduler's job and the command: what they find, say and leave alone."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet

from bot.bell import Bell
from bot.city import FixedCity, load_city
from bot.errors import SetupError
from bot.payments.commands import payments
from bot.payments.watch import PaymentWatch
from bot.payments.wiring import find_subjects
from bot.services.payments.subjects import Subjects
from bot.settings import DEMO_CITY, Settings
from tests.bot.payments.till import Things, Till


@pytest.fixture
def lost(till: Till) -> Till:
    """One payment of which no webhook told."""
    till.stripe.webhooks.faults.drop_share = 1.0
    till.pay(till.cashier.start(till.order().reference))
    till.clock.forward(minutes=2)
    return till


def test_a_pass_finds_what_was_lost_and_compares_once_a_day(lost: Till, caplog: pytest.LogCaptureFixture) -> None:
    watch = PaymentWatch(lost.cashier, Bell())
    with caplog.at_level(logging.INFO, logger="bot.payments.watch"):
        watch.run(lost.clock())
        watch.run(lost.clock())
    said = [record.getMessage() for record in caplog.records]
    assert said[0] == "1 payment events had come by no webhook"
    assert sum(line.startswith("payments since") for line in said) == 1
    assert any("paid_there_not_here, 0 and 600 yen, repaired" in line for line in said)
    assert lost.followed(lost.order()) == ["paid"]


def test_a_provider_that_does_not_answer_stops_no_other_job(lost: Till, caplog: pytest.LogCaptureFixture) -> None:
    lost.stripe.faults.add("events.list", "error", times=3)
    PaymentWatch(lost.cashier, Bell()).run(lost.clock())
    assert "payments can't be compared now" in caplog.text


def run(till: Till, *arguments: str, **changes: Any) -> Any:
    own = {
        "secret_key": "a secret key of the tests, long enough",
        "data_keys": Fernet.generate_key().decode(),
        "stripe_key": till.stripe.key,
        "stripe_webhook_secret": "whsec_simulated",
        "stripe_api_url": till.running.api_url,
        "var": Path("var"),
    }
    settings = Settings(_env_file=None, **{**own, **changes})  # type: ignore[call-arg]
    context = SimpleNamespace(settings=settings, database=till.database)
    return CliRunner().invoke(payments, ["reconcile", *arguments], obj=context)


def test_the_command_repairs_and_reports(lost: Till) -> None:
    done = run(lost, "--json")
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["paid_here_yen"], report["paid_there_yen"], report["is_even"]) == (600, 600, True)


def test_it_exits_with_1_when_something_is_left_for_people(till: Till) -> None:
    payment = till.order()
    url = till.cashier.start(payment.reference)
    till.session_of(url)["amount_total"] = 60
    till.pay(url)
    till.hear()
    done = run(till)
    assert done.exit_code == 1
    assert "amount_differs" in done.stdout
    assert payment.reference in done.stdout


def test_without_a_key_it_says_so(till: Till) -> None:
    done = run(till, stripe_key="")
    assert done.exit_code == 1
    assert "payments are off" in done.stderr


def test_two_services_can_not_want_the_same() -> None:
    assert isinstance(find_subjects(FixedCity(load_city(DEMO_CITY))), list)
    with pytest.raises(SetupError):
        Subjects([Things(), Things()])
