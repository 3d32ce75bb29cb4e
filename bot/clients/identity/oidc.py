"""An identity provider that speaks OpenID Connect: code flow with PKCE, state and nonce."""

from __future__ import annotations

from collections.abc import Mapping
from hmac import compare_digest
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from requests import RequestException

from bot.clients.identity.claims import read_person
from bot.clients.identity.protocol import Departure, VerificationCancelled, VerificationRefused, VerifiedPerson
from bot.errors import TemporaryFault

WAIT_SECONDS = 5.0
CLOCK_SECONDS = 60  # how far two clocks may be apart
# Signatures by a key that only the provider has; what it lists beside them (HS256, none) is not taken from anybody.
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
KEPT = ("state", "nonce", "code_verifier")
AWAY = ("server_error", "temporarily_unavailable")
_BROKEN = (AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError, TypeError)


class _App(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    """Authlib's client without a web framework: what is under way is kept by whoever asks."""

    client_cls = OAuth2Session


class OidcIdentityProvider:
    """`places` says where the claims are (`parse_claims`), `levels` which values of `acr` will do; none: any."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        *,
        name: str,
        scope: str,
        levels: tuple[str, ...],
        places: Mapping[str, str],
    ) -> None:
        self.id, self.name = issuer.rstrip("/"), name
        self._levels, self._places = levels, places
        self._app = _App(
            None,
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{self.id}/.well-known/openid-configuration",
            client_kwargs={"scope": scope, "code_challenge_method": "S256", "default_timeout": WAIT_SECONDS},
        )

    def check(self) -> None:
        """Whether it is there, and who it says it is. Raises TemporaryFault."""
        self._load()

    def send_away(self, back_url: str) -> Departure:
        # Whoever used this browser before may still be signed in there, so it asks again.
        wanted = {"prompt": "login"} | ({"acr_values": " ".join(self._levels)} if self._levels else {})
        try:
            self._load()
            made = self._app.create_authorization_url(back_url, **wanted)
        except (RequestException, *_BROKEN) as error:
            raise TemporaryFault(f"the identity provider: {type(error).__name__}") from error
        return Departure(made["url"], {name: made[name] for name in KEPT})

    def receive(self, back_url: str, answer: Mapping[str, str], kept: Mapping[str, str]) -> VerifiedPerson:
        _check_answer(answer, kept)
        try:
            claims = self._fetch_claims(back_url, answer, kept)
        except RequestException as error:
            raise TemporaryFault(f"the identity provider: {type(error).__name__}") from error
        except _BROKEN as error:
            raise VerificationRefused(type(error).__name__) from error
        if self._levels and claims.get("acr") not in self._levels:
            raise VerificationRefused("the level of assurance is not one of MADOGUCHI_IDENTITY_ACR")
        return read_person(claims, self._places)

    def _load(self) -> dict[str, Any]:
        """What the provider says of itself, with the algorithms that it may sign with."""
        try:
            metadata: dict[str, Any] = self._app.load_server_metadata()
        except (RequestException, ValueError, AttributeError) as error:
            raise TemporaryFault(f"the identity provider: {type(error).__name__}") from error
        if str(metadata.get("issuer", "")).rstrip("/") != self.id:
            raise TemporaryFault("the identity provider calls itself otherwise than MADOGUCHI_IDENTITY_ISSUER")
        listed = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [one for one in listed if one in SIGNATURES]
        return metadata

    def _fetch_claims(self, back_url: str, answer: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, Any]:
        """Those of the id token, and of the person's own page at the provider where it has one."""
        metadata = self._load()
        code, verifier = answer.get("code", ""), kept["code_verifier"]
        token = self._app.fetch_access_token(back_url, code=code, code_verifier=verifier)
        claims = self._app.parse_id_token(token, nonce=kept["nonce"], leeway=CLOCK_SECONDS)
        if not claims:
            raise VerificationRefused("no id token")
        if not metadata.get("userinfo_endpoint"):
            return dict(claims)
        more = self._app.userinfo(token=token)
        if more.get("sub") != claims["sub"]:
            raise VerificationRefused("two persons")
        return {**more, **claims}


def _check_answer(answer: Mapping[str, str], kept: Mapping[str, str]) -> None:
    """That it answers what was asked, and says no error."""
    state = kept.get("state", "")
    if not state or not compare_digest(answer.get("state", "").encode(), state.encode()):
        raise VerificationRefused("another state")
    error = answer.get("error", "")
    if error == "access_denied":
        raise VerificationCancelled("access_denied")
    if error in AWAY:
        raise TemporaryFault(f"the identity provider: {error}")
    if error:
        raise VerificationRefused("an error of the identity provider's")
