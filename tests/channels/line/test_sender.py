"""Sending through the real SDK over real HTTP."""

from __future__ import annotations

import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.channels.line.api_client import TolerantApiClient
from bot.channels.line.outcome import Outcome, SendStatus
from bot.channels.line.render import render_messages
from bot.channels.line.sender import LineSender, Profile
from bot.errors import PermanentFault, TemporaryFault
from bot.messages import Card, Carousel, Choice, Image, Message, Place, Text
from bot.simulator.server import RunningSimulator
from tests.channels.line.conftest import CITIZEN, TOKEN

KEY = str(uuid.UUID(int=1))
HELLO = render_messages([Text("こんにちは")])

CARD = Card(
    "題",
    "本文",
    (("手数料", "300円"),),
    (Choice("申込", postback="a.b"), Choice("開く", url="https://c.example")),
    "注",
)
EVERYTHING: list[Message] = [
    Text(
        "文",
        (Choice("はい", postback="a.b?c=1"), Choice("言う", text="こんにちは"), Choice("電話", url="tel:0262245010")),
    ),
    CARD,
    Carousel((CARD, CARD)),
    Image("https://c.example/a.png", "https://c.example/b.png", "絵"),
    Place("市役所", "緑町", 36.6, 138.2, (Choice("やめる", postback="policy.cancel"),)),
]


@pytest.mark.parametrize("place", range(len(EVERYTHING)))
def test_messages_pass_through_the_sdk_unchanged(simulator: RunningSimulator, sender: LineSender, place: int) -> None:
    messages = render_messages([EVERYTHING[place]])
    assert sender.push(CITIZEN, messages, KEY).status is SendStatus.ACCEPTED
    assert list(simulator.line.sent_to(CITIZEN)[0].messages) == messages


def test_a_push_carries_its_retry_key_and_keeps_the_request_id(simulator: RunningSimulator, sender: LineSender) -> None:
    outcome = sender.push(CITIZEN, HELLO, KEY)
    request = simulator.line.requests[-1]
    assert (outcome.status, outcome.http_status) == (SendStatus.ACCEPTED, 200)
    assert outcome.request_id == simulator.line.sent_to(CITIZEN)[0].request_id != ""
    assert _header(request.headers, "x-line-retry-key") == KEY


def test_the_same_push_again_is_known_as_accepted(simulator: RunningSimulator, sender: LineSender) -> None:
    first = sender.push(CITIZEN, HELLO, KEY)
    again = sender.push(CITIZEN, HELLO, KEY)
    assert (again.status, again.http_status, again.accepted_request_id) == (SendStatus.ACCEPTED, 409, first.request_id)
    assert again.request_id not in ("", first.request_id)
    assert len(simulator.line.sent_to(CITIZEN)) == 1


def test_a_reply_uses_its_token_once_and_has_no_retry_key(simulator: RunningSimulator, sender: LineSender) -> None:
    token = issue_token(simulator)
    assert sender.reply(token, HELLO).status is SendStatus.ACCEPTED
    assert _header(simulator.line.requests[-1].headers, "x-line-retry-key") is None
    again = sender.reply(token, HELLO)
    assert (again.status, again.message) == (SendStatus.INVALID_REPLY_TOKEN, "Invalid reply token")
    assert again.request_id
    assert not again.may_have_been_accepted


def test_the_quota_is_read_with_and_without_a_limit(simulator: RunningSimulator, sender: LineSender) -> None:
    sender.push(CITIZEN, HELLO, KEY)
    assert sender.get_quota() == (200, 1)
    simulator.line.quota.limit = None
    assert sender.get_quota() == (None, 1)


@pytest.mark.parametrize(("kind", "fault"), [("error", "500"), ("rate", "429")])
def test_a_quota_that_line_does_not_tell_now(
    simulator: RunningSimulator, sender: LineSender, kind: str, fault: str
) -> None:
    simulator.line.faults.add("getMessageQuotaConsumption", kind)
    with pytest.raises(TemporaryFault, match=fault):
        sender.get_quota()


def test_a_quota_asked_for_with_a_wrong_token(simulator: RunningSimulator) -> None:
    with pytest.raises(PermanentFault, match="401"):
        LineSender("another token", simulator.base_url).get_quota()


def test_multicast_reaches_many_with_one_retry_key(simulator: RunningSimulator, sender: LineSender) -> None:
    other = simulator.line.add_citizen("Taro").user_id
    assert sender.multicast([CITIZEN, other], HELLO, KEY).status is SendStatus.ACCEPTED
    assert sender.multicast([CITIZEN, other], HELLO, KEY).http_status == 409
    assert [len(simulator.line.sent_to(address)) for address in (CITIZEN, other)] == [1, 1]


@pytest.mark.parametrize("count", [0, 501])
def test_multicast_takes_portions_of_500(sender: LineSender, count: int) -> None:
    with pytest.raises(ValueError, match="1 to 500"):
        sender.multicast([CITIZEN] * count, HELLO, KEY)


@pytest.mark.parametrize(
    ("fault", "status", "http_status", "uncertain"),
    [
        ("error", SendStatus.RETRY, 500, True),
        ("accepted-error", SendStatus.RETRY, 500, True),
        ("timeout", SendStatus.RETRY, 0, True),
        ("accepted-cut", SendStatus.RETRY, 0, True),
        ("rate", SendStatus.RATE_LIMITED, 429, False),
    ],
)
def test_trouble_is_told_apart(
    simulator: RunningSimulator,
    impatient_sender: LineSender,
    fault: str,
    status: SendStatus,
    http_status: int,
    uncertain: bool,
) -> None:
    simulator.line.faults.add("pushMessage", fault, seconds=1.0)
    outcome = impatient_sender.push(CITIZEN, HELLO, KEY)
    assert (outcome.status, outcome.http_status, outcome.may_have_been_accepted) == (status, http_status, uncertain)
    calls = [request for request in simulator.line.requests if request.path.endswith("/push")]
    assert len(calls) <= 1  # the outbox tries again, nobody below it


def test_the_quota_is_told_from_the_rate(simulator: RunningSimulator, sender: LineSender) -> None:
    simulator.line.quota.limit = 0
    outcome = sender.push(CITIZEN, HELLO, KEY)
    assert (outcome.status, outcome.http_status) == (SendStatus.QUOTA_EXHAUSTED, 429)
    assert outcome.request_id


def test_a_refusal_keeps_lines_words(sender: LineSender) -> None:
    outcome = sender.push(CITIZEN, [{"type": "text", "text": "長" * 5_001}], KEY)
    assert (outcome.status, outcome.http_status) == (SendStatus.REJECTED, 400)
    assert "error" in outcome.message
    assert "長" not in outcome.message


def test_a_wrong_access_token_is_refused(simulator: RunningSimulator) -> None:
    outcome = LineSender("wrong", simulator.base_url).push(CITIZEN, HELLO, KEY)
    assert (outcome.status, outcome.http_status) == (SendStatus.REJECTED, 401)


def test_a_closed_port_has_surely_accepted_nothing() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = LineSender(TOKEN, f"http://127.0.0.1:{port}").push(CITIZEN, HELLO, KEY)
    assert outcome == Outcome(SendStatus.RETRY, message="NewConnectionError")


@pytest.mark.parametrize(("asked", "shown"), [(-3, 5), (1, 5), (20, 20), (21, 25), (600, 60)])
def test_loading_takes_steps_of_five_seconds(
    simulator: RunningSimulator, sender: LineSender, asked: int, shown: int
) -> None:
    assert sender.start_loading(CITIZEN, asked).status is SendStatus.ACCEPTED
    assert simulator.line.requests[-1].body == {"chatId": CITIZEN, "loadingSeconds": shown}


def test_a_profile(simulator: RunningSimulator, sender: LineSender) -> None:
    profile = sender.get_profile(CITIZEN)
    assert profile is not None
    assert (profile.display_name, profile.language) == ("Hanako", "en")
    simulator.line.set_blocked(CITIZEN, True)
    assert sender.get_profile(CITIZEN) is None
    simulator.line.faults.add("getProfile", "error")
    with pytest.raises(TemporaryFault):
        sender.get_profile(CITIZEN)


def test_content(simulator: RunningSimulator, sender: LineSender) -> None:
    image = b"\x89PNG\xff\x00" * 1_000
    simulator.line.content["777"] = ("image/png", image)
    content = sender.get_content("777")
    assert content is not None
    assert (content.data, content.content_type) == (image, "image/png")
    assert sender.get_content("778") is None


def issue_token(simulator: RunningSimulator) -> str:
    token = uuid.uuid4().hex
    simulator.line.issue_reply_token(token, CITIZEN, simulator.line.clock(), redelivered=False)
    return token


def _header(headers: Any, name: str) -> str | None:
    return {key.lower(): value for key, value in headers.items()}.get(name)


Serve = Callable[[int, bytes, str], LineSender]


@pytest.fixture
def odd_line() -> Iterator[Serve]:
    """A server that answers everything with the same odd status and body."""
    servers = []

    def serve(status: int, body: bytes, content_type: str) -> LineSender:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self._answer()

            def do_GET(self) -> None:
                self._answer()

            def _answer(self) -> None:
                self.send_response(status)
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("X-Line-Request-Id", "r-1")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return LineSender(TOKEN, f"http://127.0.0.1:{server.server_port}")

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("body", [b"{}", b"", b"[]", b"<html>", b'{"sentMessages": "odd", "more": 1}'])
def test_an_accepted_message_stays_accepted_whatever_the_answer_says(odd_line: Serve, body: bytes) -> None:
    outcome = odd_line(200, body, "application/json").push(CITIZEN, HELLO, KEY)
    assert (outcome.status, outcome.request_id) == (SendStatus.ACCEPTED, "r-1")


@pytest.mark.parametrize(
    ("status", "expected"),
    [(502, SendStatus.RETRY), (504, SendStatus.RETRY), (403, SendStatus.REJECTED), (302, SendStatus.REJECTED)],
)
def test_an_error_page_that_is_no_utf8_is_still_an_answer(odd_line: Serve, status: int, expected: SendStatus) -> None:
    page = "<h1>混雑</h1>".encode("shift_jis")
    outcome = odd_line(status, page, "text/html; charset=Shift_JIS").push(CITIZEN, HELLO, KEY)
    assert (outcome.status, outcome.http_status, outcome.request_id) == (expected, status, "r-1")


def test_a_profile_of_odd_types_is_empty(odd_line: Serve) -> None:
    sender = odd_line(200, b'{"displayName": 5, "language": null}', "application/json")
    assert sender.get_profile(CITIZEN) == Profile("")


def test_content_that_line_still_prepares_is_asked_for_later(odd_line: Serve) -> None:
    with pytest.raises(TemporaryFault):
        odd_line(202, b"", "application/json").get_content("777")
    with pytest.raises(PermanentFault):
        odd_line(403, b'{"message": "no"}', "application/json").get_content("777")


@pytest.mark.parametrize(("url", "host"), [("https://api.line.me", None), ("", None), ("http://x/y/", "http://x/y")])
def test_only_the_simulator_takes_the_place_of_lines_hosts(url: str, host: str | None) -> None:
    # LINE serves contents from another host than the rest, so the SDK's own choice must stand.
    assert TolerantApiClient(TOKEN, url).configuration.host == host
