"""An OpenID Connect identity provider on this machine, with one user who signs in without being asked."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.http_server import Asked, Fault, SimulatedServer


@dataclass
class SimulatedProvider(SimulatedServer):
    """`claims` are the user's; what is put into `wrong` replaces claims of the id token."""

    client_id: str = "madoguchi"
    client_secret: str = "the city's secret"
    claims: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}, auto_kid=False))
    signing_key: RSAKey | None = None  # None: the one that is published
    given: dict[str, dict[str, str]] = field(default_factory=dict)  # what was asked, by code

    def respond(self, asked: Asked) -> tuple[int, bytes]:
        parts = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(parts.query or asked.body.decode()).items()}
        if parts.path == "/.well-known/openid-configuration":
            return 200, json.dumps(self._describe()).encode()
        if parts.path == "/keys":
            return 200, json.dumps({"keys": [self.key.as_dict(private=False)]}).encode()
        if parts.path == "/authorize":
            return self._authorize(query)
        if parts.path == "/token":
            return self._give_token(asked, query)
        return 404, b"{}"

    def _describe(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def _authorize(self, query: dict[str, str]) -> tuple[int, bytes]:
        """The user is signed in already: back at once."""
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.given[code] = query
        back = f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        self.fault = Fault(status=302, location=back)
        return 200, b"{}"

    def _give_token(self, asked: Asked, form: dict[str, str]) -> tuple[int, bytes]:
        basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        wanted = self.given.pop(form.get("code", ""), None)
        if wanted is None or asked.headers["Authorization"] != f"Basic {basic}":
            return 400, b'{"error": "invalid_grant"}'
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != wanted["code_challenge"]:
            return 400, b'{"error": "invalid_grant"}'
        now = int(time.time())
        claims = {"iss": self.url, "sub": "1", "aud": self.client_id, "iat": now, "exp": now + 300}
        claims |= {"nonce": wanted["nonce"], **self.claims, **self.wrong}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signing_key or self.key)
        return 200, json.dumps({"access_token": "a", "token_type": "Bearer", "id_token": token}).encode()
