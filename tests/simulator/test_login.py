"""LINE Login's endpoints and LIFF's address, as LINE answers there."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from bot.simulator import API_PREFIX, LIFF_PATH
from bot.simulator.login import SimulatedLogin
from bot.simulator.server import RunningSimulator, start_simulator

USER = "U" + "0123456789abcdef" * 2


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = start_simulator()
    yield running
    running.stop()


@pytest.fixture
def login(simulator: RunningSimulator) -> SimulatedLogin:
    return simulator.line.login


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        return None


def ask(url: str, **form: str) -> tuple[int, Any, Any]:
    """Status, body and headers; a form makes it a POST, and no redirect is followed."""
    opener = urllib.request.build_opener(_Stay)
    try:
        with opener.open(url, urlencode(form).encode() if form else None, timeout=10) as answer:
            return answer.status, answer.read(), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(), error.headers


def verify(simulator: RunningSimulator, **form: str) -> tuple[int, dict[str, Any]]:
    status, body, _ = ask(f"{simulator.base_url}/oauth2/v2.1/verify", **form)
    return status, json.loads(body)


def test_keys_are_for_everybody(simulator: RunningSimulator) -> None:
    status, body, _ = ask(f"{simulator.base_url}/oauth2/v2.1/certs")
    (key,) = json.loads(body)["keys"]
    assert status == 200
    assert {name: key[name] for name in ("kty", "crv", "alg", "use")} == {
        "kty": "EC",
        "crv": "P-256",
        "alg": "ES256",
        "use": "sig",
    }
    assert key["kid"] and "d" not in key


def test_a_good_token_is_answered_with_its_claims(simulator: RunningSimulator, login: SimulatedLogin) -> None:
    for algorithm in ("ES256", "HS256"):
        token = login.issue_token(USER, nonce="n", algorithm=algorithm)
        status, claims = verify(simulator, id_token=token, client_id=login.channel_id, nonce="n")
        assert status == 200
        assert (claims["iss"], claims["sub"], claims["aud"]) == ("https://access.line.me", USER, login.channel_id)


def test_bad_tokens_are_refused_in_lines_words(simulator: RunningSimulator, login: SimulatedLogin) -> None:
    good, channel = login.issue_token(USER, nonce="n"), login.channel_id
    for token, client, nonce, words in (
        ("x", channel, "", "Invalid IdToken."),
        (login.issue_token(USER, exp=1), channel, "", "IdToken expired."),
        (good, "1", "", "Invalid IdToken Audience."),
        (login.issue_token(USER, iss="x"), channel, "", "Invalid IdToken Issuer."),
        (good, channel, "other", "Invalid IdToken Nonce."),
    ):
        status, answer = verify(simulator, id_token=token, client_id=client, nonce=nonce)
        assert status == 400
        assert answer == {"error": "invalid_request", "error_description": words}


def test_a_liff_address_leads_to_our_page_with_the_rest_as_state(
    simulator: RunningSimulator, login: SimulatedLogin
) -> None:
    root = simulator.base_url.removesuffix(API_PREFIX)
    address = f"{root}{LIFF_PATH}/{login.liff_id}/contact?t=abc%2Bd"
    assert ask(address)[0] == 404  # as long as no endpoint is set
    login.liff_endpoint = "http://127.0.0.1:9/liff/"
    citizen = simulator.line.add_citizen("Hanako").user_id
    status, _, headers = ask(f"{address}&simulated={citizen}")
    target = urlsplit(headers["Location"])
    assert status == 302
    assert f"{target.scheme}://{target.netloc}{target.path}" == login.liff_endpoint
    assert parse_qs(target.query) == {"liff.state": ["/contact?t=abc%2Bd"]}
    assert f"simulated_citizen={citizen}" in headers["Set-Cookie"]
    assert ask(f"{root}{LIFF_PATH}/another/contact")[0] == 404
    assert ask(f"{root}{LIFF_PATH}/session")[0] == 401
