"""LINE Login: whose id token is it? Checked here, by LINE's public keys; what a page says of its user is no proof."""

from __future__ import annotations

import hmac
import json
import logging
import re
import threading
import time
from typing import Any
from urllib.parse import urlencode

import jwt
from jwt import PyJWKSet

from bot.errors import MadoguchiError, TemporaryFault
from bot.http_client import HttpClient, LimitPassed, NoAnswer

log = logging.getLogger(__name__)

ISSUER = "https://access.line.me"
WAIT_SECONDS = 5.0
KEYS_SECONDS = 3600.0  # LINE changes its keys rarely, and says so with a new key id
RETRY_SECONDS = 60.0  # an unknown key id asks for the keys again, but not more often than this
CLOCK_SECONDS = 10  # how far two clocks may be apart
_NEEDED = ["iss", "sub", "aud", "exp", "iat"]
_USER_ID = re.compile(r"U[0-9a-f]{32}")


class TokenRefused(MadoguchiError):
    """The id token proves nothing; the message says why, without anything of it."""

    def __init__(self, reason: str, *, is_expired: bool = False) -> None:
        super().__init__(reason)
        self.is_expired = is_expired


class LineLogin:
    """One LINE Login channel. `api_url` is where LINE's keys are."""

    def __init__(self, channel_id: str, api_url: str) -> None:
        self._channel_id = channel_id
        self._url = f"{api_url.rstrip('/')}/oauth2/v2.1"
        self._http = HttpClient(WAIT_SECONDS)
        self._forms = HttpClient(WAIT_SECONDS, {"Content-Type": "application/x-www-form-urlencoded"})
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = -KEYS_SECONDS
        self._lock = threading.Lock()

    def verify(self, token: str, nonce: str) -> str:
        """LINE's id of the user. Raises TokenRefused, and TemporaryFault when LINE doesn't answer.

        Signature, issuer, audience and expiry must be right, and the nonce where the token has one: LIFF's have none,
        as no app can give it one.
        """
        try:
            algorithm = jwt.get_unverified_header(token).get("alg")
            # HS256 is signed with the channel's secret, which is not needed for anything else: LINE is asked.
            claims = self._read(token) if algorithm == "ES256" else self._ask(token) if algorithm == "HS256" else None
        except jwt.ExpiredSignatureError as error:
            raise TokenRefused("expired", is_expired=True) from error
        except jwt.PyJWTError as error:
            raise TokenRefused(type(error).__name__) from error
        if claims is None:
            raise TokenRefused("an algorithm LINE does not use")
        if claims.get("nonce") is not None and not hmac.compare_digest(str(claims["nonce"]), nonce):
            raise TokenRefused("the nonce is another page's")
        if not _USER_ID.fullmatch(str(claims["sub"])):
            raise TokenRefused("not a user's id")
        return str(claims["sub"])

    def _read(self, token: str) -> dict[str, Any]:
        key = self._find_key(str(jwt.get_unverified_header(token).get("kid", "")))
        return self._check(token, key, verify_signature=True)

    def _check(self, token: str, key: Any, *, verify_signature: bool) -> dict[str, Any]:
        options = {"require": _NEEDED, "verify_signature": verify_signature, "verify_exp": True, "verify_aud": True}
        options |= {"verify_iss": True, "verify_iat": True}
        return jwt.decode(
            token,
            key,
            algorithms=["ES256"] if verify_signature else ["HS256"],
            audience=self._channel_id,
            issuer=ISSUER,
            leeway=CLOCK_SECONDS,
            options=options,  # type: ignore[arg-type]
        )

    def _ask(self, token: str) -> dict[str, Any]:
        """LINE's own word on a token, which is looked at once more."""
        body = urlencode({"id_token": token, "client_id": self._channel_id}).encode()
        status, answer = self._request(self._forms, "POST", "verify", body)
        if status != 200:
            raise TokenRefused("refused by LINE", is_expired=b"expired" in answer.lower())
        return self._check(token, "", verify_signature=False)

    def _find_key(self, key_id: str) -> jwt.PyJWK:
        with self._lock:
            age = time.monotonic() - self._fetched_at
            if age >= KEYS_SECONDS or (key_id not in self._keys and age >= RETRY_SECONDS):
                self._fetch_keys(key_id)
        if key_id not in self._keys:
            raise TokenRefused("signed with a key that is not LINE's")
        return self._keys[key_id]

    def _fetch_keys(self, key_id: str) -> None:
        try:
            status, answer = self._request(self._http, "GET", "certs")
            if status != 200:
                raise TemporaryFault(f"LINE's keys: status {status}")
            found = PyJWKSet.from_dict(json.loads(answer)).keys
        except (TemporaryFault, ValueError, AttributeError, jwt.PyJWTError) as error:
            if key_id not in self._keys:
                raise TemporaryFault(f"LINE's keys can't be read: {type(error).__name__}") from error
            log.warning("LINE's keys can't be read now; those of before are used: %s", type(error).__name__)
            return
        self._keys = {str(key.key_id): key for key in found if key.key_id}
        self._fetched_at = time.monotonic()

    def _request(self, http: HttpClient, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        try:
            return http.ask(method, f"{self._url}/{path}", body)
        except (NoAnswer, LimitPassed) as error:
            raise TemporaryFault(f"LINE Login: {error}") from error
