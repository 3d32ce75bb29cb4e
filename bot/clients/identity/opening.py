"""The identity provider of the settings."""

from __future__ import annotations

from bot.clients.identity.claims import parse_claims
from bot.clients.identity.oidc import OidcIdentityProvider
from bot.settings import Settings


def open_provider(settings: Settings) -> OidcIdentityProvider:
    """Asks it nothing yet. Raises SetupError that names the setting."""
    return OidcIdentityProvider(
        settings.identity_issuer,
        settings.identity_client_id,
        settings.identity_client_secret,
        name=settings.identity_name,
        scope=settings.identity_scope,
        levels=tuple(settings.identity_acr.split()),
        places=parse_claims(settings.identity_claims),
    )
