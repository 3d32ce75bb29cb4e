"""What the stand-in knows: its persons, its key, and which code was given for what."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bot.clock import utc_now
from bot.simulator.identity import CLIENT_ID
from bot.yaml_files import parse_yaml

CODE_LIFE, TOKEN_LIFE = timedelta(minutes=1), timedelta(minutes=5)

Json = dict[str, Any]


class Wrong(Exception):
    """What a client asked for that it can't have; the message is an error code of OAuth."""


@dataclass(frozen=True)
class Granted:
    """For whom and for which question a code was given."""

    asked: Mapping[str, str]
    person: Json
    level: str
    until: datetime


def load_persons() -> dict[str, Json]:
    """Made-up persons by their id."""
    found: list[Json] = parse_yaml(Path(__file__).with_name("persons.yml").read_text("utf-8"))
    return {person.pop("id"): person for person in found}


@dataclass
class SimulatedIdentity:
    """One provider with one client. What tests put into `changes` replaces claims of the id token (None leaves one
    out), and `signing_key` is another key than the one that is published."""

    issuer: str
    redirect_uri: str
    client_secret: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    client_id: str = CLIENT_ID
    more_uris: tuple[str, ...] = ()  # registered beside the first
    clock: Callable[[], datetime] = utc_now
    persons: dict[str, Json] = field(default_factory=load_persons)
    changes: Json = field(default_factory=dict)
    signing_key: rsa.RSAPrivateKey | None = None
    is_down: bool = False
    _key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    _codes: dict[str, Granted] = field(default_factory=dict)
    _tokens: dict[str, Json] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def describe(self) -> Json:
        """The answer of `/.well-known/openid-configuration`."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def list_keys(self) -> Json:
        key = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [{**key, "use": "sig", "alg": "RS256", "kid": "one"}]}

    def check_question(self, asked: Mapping[str, str]) -> None:
        """Raises Wrong for one that this client may not ask: nobody is sent on to an address that is not registered."""
        registered = (self.redirect_uri, *self.more_uris)
        if asked.get("client_id") != self.client_id or asked.get("redirect_uri") not in registered:
            raise Wrong("invalid_client")
        if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
            raise Wrong("invalid_request")
        if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
            raise Wrong("invalid_request")

    def give_code(self, asked: Mapping[str, str], person: str, level: str) -> str:
        """For a question that was checked. Raises Wrong when there is no such person."""
        if person not in self.persons:
            raise Wrong("invalid_request")
        code = secrets.token_urlsafe(24)
        with self._lock:
            claims = {"sub": self._name_subject(person), **self.persons[person]}
            self._codes[code] = Granted(dict(asked), claims, level, self.clock() + CODE_LIFE)
        return code

    def give_token(self, form: Mapping[str, str], client_id: str, client_secret: str) -> Json:
        """The answer of `/token`; each code gives one, and to who asked for it. Raises Wrong."""
        if client_id != self.client_id or not compare_digest(client_secret.encode(), self.client_secret.encode()):
            raise Wrong("invalid_client")
        with self._lock:
            granted = self._codes.pop(form.get("code", ""), None)
        if granted is None or granted.until < self.clock() or form.get("redirect_uri") != granted.asked["redirect_uri"]:
            raise Wrong("invalid_grant")
        if _challenge(form.get("code_verifier", "")) != granted.asked["code_challenge"]:
            raise Wrong("invalid_grant")
        token = secrets.token_urlsafe(24)
        self._tokens[token] = granted.person
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "id_token": self._sign(granted),
        }

    def describe_person(self, token: str) -> Json:
        """The answer of `/userinfo`. Raises Wrong."""
        if token not in self._tokens:
            raise Wrong("invalid_token")
        return self._tokens[token]

    def _sign(self, granted: Granted) -> str:
        now = self.clock()
        claims: Json = {
            "iss": self.issuer,
            "sub": granted.person["sub"],
            "aud": self.client_id,
            "iat": int(now.timestamp()),
            "exp": int((now + TOKEN_LIFE).timestamp()),
            "acr": granted.level,
        }
        claims |= {"nonce": granted.asked["nonce"]} if "nonce" in granted.asked else {}
        claims = {name: value for name, value in (claims | self.changes).items() if value is not None}
        return jwt.encode(claims, self.signing_key or self._key, "RS256", headers={"kid": "one"})

    def _name_subject(self, person: str) -> str:
        return hashlib.sha256(f"{self.issuer} {person}".encode()).hexdigest()


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
