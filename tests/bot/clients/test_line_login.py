"""Whose id token is it? Against the simulated LINE over real HTTP."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from bot.clients import line_login
from bot.clients.line_login import LineLogin, TokenRefused
from bot.errors import TemporaryFault
from bot.simulator.login import SimulatedLogin
from bot.simulator.server import RunningSimulator, start_simulator

USER = "U" + "0123456789abcdef" * 2
NONCE = "a nonce of this page"


@pytest.fixture
def simulator() -> Iterator[RunningSimulator]:
    running = start_simulator()
    yield running
    running.stop()


@pytest.fixture
def line(simulator: RunningSimulator) -> SimulatedLogin:
    return simulator.line.login


@pytest.fixture
def login(simulator: RunningSimulator, line: SimulatedLogin) -> LineLogin:
    return LineLogin(line.channel_id, simulator.base_url)


def refuse(login: LineLogin, token: str, nonce: str = NONCE) -> TokenRefused:
    with pytest.raises(TokenRefused) as caught:
        login.verify(token, nonce)
    assert USER not in str(caught.value)
    return caught.value


def test_a_good_token_names_its_user(login: LineLogin, line: SimulatedLogin) -> None:
    assert login.verify(line.issue_token(USER), NONCE) == USER
    assert login.verify(line.issue_token(USER, nonce=NONCE), NONCE) == USER


Make = Callable[[SimulatedLogin], str]
BAD: dict[str, Make] = {
    "another issuer": lambda line: line.issue_token(USER, iss="https://access.line.example"),
    "another channel": lambda line: line.issue_token(USER, aud="2000000002"),
    "no audience": lambda line: line.issue_token(USER, aud=None),
    "no expiry": lambda line: line.issue_token(USER, exp=None),
    "no user": lambda line: line.issue_token(USER, sub=None),
    "no moment": lambda line: line.issue_token(USER, iat=None),
    "made tomorrow": lambda line: line.issue_token(USER, iat=9_999_999_999),
    "another page's nonce": lambda line: line.issue_token(USER, nonce="another"),
    "a nonce of spaces": lambda line: line.issue_token(USER, nonce=" "),
    "not LINE's key": lambda line: SimulatedLogin().issue_token(USER),
    "an id of something else": lambda line: line.issue_token("Cgroup"),
    "words": lambda line: "not a token",
    "nothing": lambda line: "",
    "three dots": lambda line: "...",
    "very long": lambda line: "a." * 50_000,
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_bad_tokens_are_refused(login: LineLogin, line: SimulatedLogin, make: Make) -> None:
    assert not refuse(login, make(line)).is_expired


def test_an_old_token_is_told_from_a_bad_one(login: LineLogin, line: SimulatedLogin) -> None:
    assert refuse(login, line.issue_token(USER, exp=1_700_000_000, iat=1_699_990_000)).is_expired
    hs256 = line.issue_token(USER, algorithm="HS256", exp=1_700_000_000, iat=1_699_990_000)
    assert refuse(login, hs256).is_expired


def test_a_changed_token_is_refused(login: LineLogin, line: SimulatedLogin) -> None:
    head, body, signature = line.issue_token(USER).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "U" + "f" * 32}).encode()).rstrip(b"=").decode()
    refuse(login, f"{head}.{forged}.{signature}")
    refuse(login, f"{head}.{body}.")
    refuse(login, f"{head}.{body}.{signature[:-4]}AAAA")


def claims_of(line: SimulatedLogin) -> dict[str, Any]:
    return jwt.decode(line.issue_token(USER), options={"verify_signature": False})


def sign_hs256(claims: dict[str, Any], secret: bytes) -> str:
    """By hand, as the library warns of what it is made to do here."""
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    return f"{signed.decode()}.{base64.urlsafe_b64encode(hmac.digest(secret, signed, 'sha256')).rstrip(b'=').decode()}"


def test_no_other_algorithm_is_taken(login: LineLogin, line: SimulatedLogin) -> None:
    claims = claims_of(line)
    refuse(login, jwt.encode(claims, None, "none"))
    private = rsa.generate_private_key(65537, 2048)
    refuse(login, jwt.encode(claims, private, "RS256", headers={"kid": "x"}))
    # The public key taken for a secret: what a careless check would believe.
    refuse(login, sign_hs256(claims, json.dumps(line.list_keys()["keys"][0]).encode()))
    own = ec.generate_private_key(ec.SECP256R1())
    known = jwt.get_unverified_header(line.issue_token(USER))["kid"]
    refuse(login, jwt.encode(claims, own, "ES256", headers={"kid": known}))


def test_a_token_of_a_web_login_is_shown_to_line(login: LineLogin, line: SimulatedLogin) -> None:
    assert login.verify(line.issue_token(USER, nonce=NONCE, algorithm="HS256"), NONCE) == USER
    assert line.asked == ["verify"]
    refuse(login, line.issue_token(USER, nonce="another", algorithm="HS256"))
    refuse(login, line.issue_token(USER, algorithm="HS256", aud="2000000002"))
    refuse(login, sign_hs256(claims_of(line), b"a guessed secret"))


def test_keys_are_fetched_once_and_anew_for_a_new_one(
    login: LineLogin, line: SimulatedLogin, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        login.verify(line.issue_token(USER), NONCE)
    assert line.asked == ["certs"]
    for _ in range(20):  # unknown keys don't make us ask again and again
        refuse(login, SimulatedLogin().issue_token(USER))
    assert line.asked == ["certs"]
    line.change_key()
    refuse(login, line.issue_token(USER))
    monkeypatch.setattr(line_login, "RETRY_SECONDS", 0.0)
    assert login.verify(line.issue_token(USER), NONCE) == USER
    assert line.asked == ["certs"] * 2


def test_while_line_is_away_known_keys_will_do(
    login: LineLogin, line: SimulatedLogin, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.is_down = True
    with pytest.raises(TemporaryFault):
        login.verify(line.issue_token(USER), NONCE)
    line.is_down = False
    assert login.verify(line.issue_token(USER), NONCE) == USER
    line.is_down = True
    monkeypatch.setattr(line_login, "KEYS_SECONDS", 0.0)
    assert login.verify(line.issue_token(USER), NONCE) == USER
    line.change_key()
    with pytest.raises(TemporaryFault):
        login.verify(line.issue_token(USER), NONCE)


def test_nobody_there(line: SimulatedLogin) -> None:
    login = LineLogin(line.channel_id, "http://127.0.0.1:1")
    with pytest.raises(TemporaryFault):
        login.verify(line.issue_token(USER), NONCE)
