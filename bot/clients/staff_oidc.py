"""The city's own identity provider (OpenID Connect) for its staff: code flow with PKCE, state and nonce."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from bot.errors import MadoguchiError, TemporaryFault

log = logging.getLogger(__name__)

WAIT_SECONDS = 5.0
CLOCK_SECONDS = 60  # how far two clocks may be apart
SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "fpt", "face", "sc"})  # of RFC 8176, what the provider may say it saw


class ArrivalRefused(MadoguchiError):
    """Nobody is let in; the message says why, and names nobody."""


@dataclass(frozen=True)
class Arrival:
    """Somebody comes back from the provider. `has_second_factor`: it says that it saw one."""

    login: str
    has_second_factor: bool


class StaffIdentityProvider:
    """One provider. `claim` is what our members' logins are called there."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, claim: str) -> None:
        self._issuer, self._claim = issuer.rstrip("/"), claim
        self._oauth = OAuth()
        self._settings: dict[str, Any] = {
            "client_id": client_id,
            "client_secret": client_secret,
            "server_metadata_url": f"{self._issuer}/.well-known/openid-configuration",
            "client_kwargs": {
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": WAIT_SECONDS,
            },
        }

    def open(self, app: Flask) -> None:
        """To be called once, with the application whose sessions hold what is under way."""
        self._oauth.init_app(app)
        self._client: Any = self._oauth.register("staff", **self._settings)

    def send_away(self, redirect_uri: str) -> Response:
        """To the provider's page. Raises TemporaryFault when it does not answer."""
        try:
            sent: Response = self._client.authorize_redirect(redirect_uri)
        except (RequestException, AuthlibBaseError, RuntimeError, ValueError) as error:
            raise TemporaryFault(f"the identity provider: {type(error).__name__}") from error
        return sent

    def receive(self) -> Arrival:
        """Whoever comes back in this request. Raises ArrivalRefused, and TemporaryFault when it does not answer."""
        try:
            token = self._client.authorize_access_token(leeway=CLOCK_SECONDS)
            issuer = str(self._client.load_server_metadata().get("issuer", "")).rstrip("/")
        except RequestException as error:
            raise TemporaryFault(f"the identity provider: {type(error).__name__}") from error
        except (AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError) as error:
            raise ArrivalRefused(type(error).__name__) from error
        claims = token.get("userinfo")
        if not claims or issuer != self._issuer:
            raise ArrivalRefused("no id token of this provider's")
        login = claims.get(self._claim)
        if not isinstance(login, str) or not login:
            raise ArrivalRefused(f"no claim {self._claim}")
        if self._claim == "email" and claims.get("email_verified") is False:
            raise ArrivalRefused("an address of mail that was not verified")
        return Arrival(login, bool(SECOND_FACTORS & set(claims.get("amr") or ())))
