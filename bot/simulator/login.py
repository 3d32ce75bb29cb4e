"""LINE Login of the simulator: id tokens with LINE's claims, its public keys, and its word on a token."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from bot.clock import utc_now
from bot.simulator import LIFF_ID, LOGIN_CHANNEL_ID
from bot.simulator.records import Json
from bot.simulator.refusal import Refusal

ISSUER = "https://access.line.me"
LIFE = timedelta(hours=1)


class SimulatedLogin:
    """One LINE Login channel. `liff_endpoint` is where its LIFF app is served; `asked` are the paths that were called.

    As LINE does, LIFF's tokens are signed with ES256, those of a web login with HS256 and the channel's secret.
    """

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.channel_id = LOGIN_CHANNEL_ID
        self.liff_id = LIFF_ID
        self.liff_endpoint = ""
        self.asked: list[str] = []
        self.is_down = False
        self._clock = clock
        self._secret = secrets.token_hex(16)
        self._lock = threading.Lock()
        self._keys: dict[str, ec.EllipticCurvePrivateKey] = {}
        self.change_key()

    def change_key(self) -> None:
        """From now on tokens are signed with another key; those of before are no longer LINE's."""
        with self._lock:
            self._keys = {secrets.token_hex(32): ec.generate_private_key(ec.SECP256R1())}

    def issue_token(self, user_id: str, nonce: str = "", algorithm: str = "ES256", **changes: Any) -> str:
        """An id token of a citizen. `changes` replace claims, so that bad tokens can be tried; None leaves one out."""
        now = self._clock()
        claims: Json = {
            "iss": ISSUER,
            "sub": user_id,
            "aud": self.channel_id,
            "exp": int((now + LIFE).timestamp()),
            "iat": int(now.timestamp()),
            "amr": ["linesso"],
        }
        claims |= {"nonce": nonce} if nonce else {}
        claims = {name: value for name, value in (claims | changes).items() if value is not None}
        (key_id, key), *_ = self._keys.items()
        if algorithm == "HS256":
            return jwt.encode(claims, self._secret, "HS256")
        return jwt.encode(claims, key, algorithm, headers={"kid": key_id})

    def list_keys(self) -> Json:
        """The answer of `/oauth2/v2.1/certs`."""
        self._note("certs")
        found = (
            {**json.loads(ECAlgorithm.to_jwk(key.public_key())), "use": "sig", "alg": "ES256", "kid": key_id}
            for key_id, key in self._keys.items()
        )
        return {"keys": list(found)}

    def verify(self, token: str, client_id: str, nonce: str = "") -> Json:
        """The answer of `/oauth2/v2.1/verify`. Raises Refusal 400 in LINE's words."""
        self._note("verify")
        try:
            is_own = jwt.get_unverified_header(token).get("alg") == "HS256"
            key = self._secret if is_own else next(iter(self._keys.values())).public_key()
            claims: Json = jwt.decode(
                token, key, ["HS256", "ES256"], audience=client_id, issuer=ISSUER, options={"require": ["exp", "sub"]}
            )
        except jwt.ExpiredSignatureError:
            raise _refuse("IdToken expired.") from None
        except jwt.InvalidAudienceError:
            raise _refuse("Invalid IdToken Audience.") from None
        except jwt.InvalidIssuerError:
            raise _refuse("Invalid IdToken Issuer.") from None
        except jwt.PyJWTError:
            raise _refuse("Invalid IdToken.") from None
        if nonce and claims.get("nonce") != nonce:
            raise _refuse("Invalid IdToken Nonce.")
        return claims

    def _note(self, path: str) -> None:
        self.asked.append(path)
        if self.is_down:
            raise Refusal(500, "Internal server error")


def _refuse(description: str) -> Refusal:
    refusal = Refusal(400, description)
    refusal.body = {"error": "invalid_request", "error_description": description}
    return refusal
