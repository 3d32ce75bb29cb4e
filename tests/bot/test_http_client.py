"""The client against a real server that answers well, badly, slowly or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bot.errors import SetupError
from bot.http_client import MOST_BYTES, HttpClient, LimitPassed, NoAnswer, check_url
from tests.http_server import Asked, Fault, SimulatedServer


@dataclass
class Echo(SimulatedServer):
    """Says what it was sent, and keeps who asked."""

    asked: list[Asked] = field(default_factory=list)

    def respond(self, asked: Asked) -> tuple[int, bytes]:
        self.asked.append(asked)
        return 200, asked.body


@pytest.fixture
def echo() -> Iterator[Echo]:
    server = Echo()
    stop = server.start()
    yield server
    stop()


@pytest.fixture
def client() -> HttpClient:
    return HttpClient(0.4, {"Authorization": "Bearer a key"})


def test_a_question_and_its_answer(echo: Echo, client: HttpClient) -> None:
    assert client.ask("POST", f"{echo.url}/say?loud=1", b'"hello"') == (200, b'"hello"')
    assert client.ask("GET", echo.url) == (200, b"")
    (said, looked) = echo.asked
    assert (said.method, said.path, said.body) == ("POST", "/say?loud=1", b'"hello"')
    assert said.headers["Authorization"] == "Bearer a key"
    assert said.headers["Content-Type"] == "application/json"
    assert (looked.method, looked.path) == ("GET", "/")


@pytest.mark.parametrize("status", [204, 400, 401, 404, 429, 500, 503])
def test_any_status_is_an_answer_and_asked_for_once(echo: Echo, client: HttpClient, status: int) -> None:
    echo.fault = Fault(status=status, body=b"")
    assert client.ask("POST", echo.url, b"{}") == (status, b"")
    assert len(echo.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(echo: Echo, client: HttpClient, status: int) -> None:
    echo.fault = Fault(status=status, location=f"{echo.url}/elsewhere")
    assert client.ask("POST", f"{echo.url}/here", b"{}")[0] == status
    assert [asked.path for asked in echo.asked] == ["/here"]


def test_an_answer_may_be_long_but_not_longer(echo: Echo, client: HttpClient) -> None:
    echo.fault = Fault(body=b"x" * MOST_BYTES)
    assert len(client.ask("GET", echo.url)[1]) == MOST_BYTES
    echo.fault = Fault(body=b"x" * (MOST_BYTES + 1))
    with pytest.raises(LimitPassed, match="is too long"):
        client.ask("GET", echo.url)


def test_an_answer_that_drips_in_is_given_up(echo: Echo, client: HttpClient) -> None:
    echo.fault = Fault(body=b"x" * 2_000, drops=True)
    with pytest.raises((LimitPassed, NoAnswer), match=r"took too long|ReadTimeoutError"):
        client.ask("GET", echo.url)


def test_silence_and_nobody_there_are_no_answer(echo: Echo, client: HttpClient) -> None:
    echo.fault = Fault(is_silent=True)
    with pytest.raises(NoAnswer, match="ReadTimeoutError"):
        client.ask("GET", echo.url)
    gone = Echo()
    gone.start()()
    with pytest.raises(NoAnswer, match="NewConnectionError"):
        client.ask("GET", gone.url)


def test_after_a_fault_the_next_question_is_answered(echo: Echo, client: HttpClient) -> None:
    echo.fault = Fault(body=b"x" * 300_000)
    with pytest.raises(LimitPassed):
        client.ask("GET", echo.url)
    echo.fault = None
    assert client.ask("POST", echo.url, b"fine") == (200, b"fine")


@pytest.mark.parametrize(
    "url", ["http://rasa:5005", "https://ai.example/v1/", "http://[::1]:8080", "http://127.0.0.1/a/b"]
)
def test_addresses_that_can_be_asked(url: str) -> None:
    assert check_url(url, "MADOGUCHI_X_URL", "http(s)://host") == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["", "rasa:5005", "ftp://rasa", "http://", "http://me:secret@rasa", "http://rasa/?q=secret", "http://rasa/#secret",
     "http://rasa:99999999"],
)  # fmt: skip
def test_an_address_that_cannot_be_one_is_one_line(url: str) -> None:
    with pytest.raises(SetupError) as raised:
        check_url(url, "MADOGUCHI_X_URL", "http(s)://host[:port]")
    assert str(raised.value) == "MADOGUCHI_X_URL: use http(s)://host[:port], without a user name or query"
