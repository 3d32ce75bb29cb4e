"""Settings: environment variables or a `.env` file, one sentence each, checked at start."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet
from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SetupError

PREFIX = "MADOGUCHI_"
DEMO_CITY = Path(__file__).parent / "demo_city"
LINE_API = "https://api.line.me"
LINE_LINK = "https://access.line.me/dialog/bot/accountLink"
LIFF_URL = "https://liff.line.me"
STRIPE_API = "https://api.stripe.com"
LIFF_SDK_URL = "https://static.line-scdn.net/liff/edge/2/sdk.js"


class Settings(BaseSettings):
    """Every setting; its description is the sentence of README's table."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True)

    database_url: str = Field("sqlite:///./var/madoguchi.db", description="SQLite or `postgresql+psycopg://…`")
    redis_url: str = Field("", description="Redis or Valkey; empty: in process")
    city: Path = Field(DEMO_CITY, description="folder with `city.yml`; default: the demo city")
    var: Path = Field(
        Path("var"), description="folder for index files, trained weights and the audit log's checkpoints"
    )
    line_channel_secret: str = Field("", description="the LINE channel's secret; empty: LINE is off")
    line_channel_token: str = Field("", description="the LINE channel's access token")
    line_api_url: str = Field(LINE_API, description="base address of LINE's API")
    line_link_url: str = Field(LINE_LINK, description="LINE's page that links a LINE account to one of the city's own")
    line_login_channel_id: str = Field("", description="the LINE Login channel of the LIFF app; empty: LIFF is off")
    liff_id: str = Field("", description="the LIFF app whose endpoint is `/liff` here; empty: LIFF is off")
    liff_url: str = Field(LIFF_URL, description="where LINE opens LIFF apps")
    liff_sdk_url: str = Field(LIFF_SDK_URL, description="LIFF's SDK")
    stripe_key: str = Field("", description="Stripe's secret or restricted key; empty: payment is off", repr=False)
    stripe_webhook_secret: str = Field(
        "", description="the webhook's signing secret; several, separated by commas, while it is changed", repr=False
    )
    stripe_api_url: str = Field(STRIPE_API, description="base address of Stripe's API")
    rasa_url: str = Field("", description="Rasa server; empty: the embedded engine")
    rasa_token: str = Field("", description="the Rasa server's token", repr=False)
    shadow: str = Field(
        "", description="the engine that runs beside the one that answers, `rasa` or `embedded`; empty: none"
    )
    encoder: str = Field("bundled", description="`bundled`, or any sentence-transformers model name or folder")
    vectors: str = Field("faiss", description="where vectors are kept: `faiss` (files) or `pgvector` (in PostgreSQL)")
    generator_url: str = Field(
        "", description="an OpenAI-compatible endpoint (`http://…/v1`) that may shorten answers; empty: off"
    )
    generator_model: str = Field("", description="the model the endpoint should use")
    generator_key: str = Field("", description="the endpoint's key, if it wants one", repr=False)
    secret_key: str = Field(description="signs cookies, fingerprints and the audit log; `make demo` makes one")
    former_secret_keys: str = Field(
        "",
        description="secret keys before this one, newest first, separated by commas; they only verify the audit log "
        "and tickets",
    )
    data_keys: str = Field(description="field encryption keys (Fernet), newest first, separated by commas")
    public_url: str = Field("http://127.0.0.1:8000", description="how citizens reach us")
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="reverse proxies in front of us that say by `X-Forwarded-For` who asks"
    )
    oidc_issuer: str = Field("", description="the city's identity provider (OpenID Connect) for staff; empty: none")
    oidc_client_id: str = Field("", description="how the identity provider knows us")
    oidc_client_secret: str = Field("", description="our secret with it", repr=False)
    oidc_claim: str = Field("email", description="the claim that is a member's login")
    entries_per_second: float = Field(
        20.0, gt=0, le=10_000, description="how many may enter the pages of scarce places; more wait in a waiting room"
    )
    identity_issuer: str = Field(
        "", description="the identity provider (OpenID Connect) that verifies citizens; empty: none"
    )
    identity_client_id: str = Field("", description="how the citizens' identity provider knows us")
    identity_client_secret: str = Field("", description="our secret with the citizens' identity provider", repr=False)
    identity_name: str = Field("", description="what citizens call their identity provider; empty: in general words")
    identity_scope: str = Field("openid profile address", description="what we ask the citizens' identity provider for")
    identity_acr: str = Field(
        "", description="the levels of assurance (`acr`) that will do, separated by spaces; empty: any"
    )
    identity_claims: str = Field(
        "", description="where the claims are if not where usual: `name=family_name+given_name, kana=yomi`"
    )
    identity_minutes: int = Field(30, ge=1, le=1440, description="how long a verified identity counts")
    alert_feeds: str = Field(
        "", description="the weather agency's Atom feeds, separated by commas, asked once a minute; empty: none"
    )
    alert_webhook_secret: str = Field(
        "", description="signs the alerts of other systems (`POST /alerts/webhook`); empty: they can't send", repr=False
    )
    posts_webhook_secret: str = Field(
        "", description="signs posts of other networks (`POST /reports/posts`); empty: nobody can send any", repr=False
    )
    mail_url: str = Field(
        "", description="the mail server, `smtp://user:password@host` or `smtps://…`; empty: mail is off", repr=False
    )
    mail_from: str = Field("", description="the address that letters come from")
    worker_threads: int = Field(2, ge=1, le=32, description="turns worked on at the same time in one process")
    web_threads: int = Field(
        400, ge=4, le=1000, description="open requests at the same time; half of them may be open streams of citizens"
    )

    @field_validator("secret_key")
    @classmethod
    def _long_secret(cls, value: str) -> str:
        if len(value) < 32:
            raise ValueError("use at least 32 random characters")
        return value

    @field_validator("data_keys")
    @classmethod
    def _fernet_keys(cls, value: str) -> str:
        try:
            for key in value.split(","):
                Fernet(key.strip())
        except ValueError as error:
            raise ValueError("use keys made by `Fernet.generate_key()`, separated by commas") from error
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("use sqlite:///FILE or postgresql+psycopg://…")
        return value

    @field_validator("shadow")
    @classmethod
    def _known_engine(cls, value: str) -> str:
        if value not in ("", "rasa", "embedded"):
            raise ValueError("use rasa or embedded, or leave it empty")
        return value

    @property
    def data_key_list(self) -> list[str]:
        return [key.strip() for key in self.data_keys.split(",")]

    @property
    def former_secret_key_list(self) -> list[str]:
        return [key.strip() for key in self.former_secret_keys.split(",") if key.strip()]

    @property
    def stripe_webhook_secret_list(self) -> list[str]:
        return [secret.strip() for secret in self.stripe_webhook_secret.split(",") if secret.strip()]

    @property
    def alert_feed_list(self) -> tuple[str, ...]:
        return tuple(url.strip() for url in self.alert_feeds.split(",") if url.strip())

    @property
    def has_payments(self) -> bool:
        return bool(self.stripe_key)

    @property
    def has_identity(self) -> bool:
        return bool(self.identity_issuer)

    @property
    def has_liff(self) -> bool:
        return bool(self.liff_id)

    @property
    def is_embedded(self) -> bool:
        """One process does everything: the web, the worker and the scheduler."""
        return self.database_url.startswith("sqlite")

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us by https alone."""
        return self.public_url.startswith("https://")

    @property
    def liff_base(self) -> str:
        """Where LINE opens our forms inside itself; empty where it does not."""
        return f"{self.liff_url.rstrip('/')}/{self.liff_id}" if self.has_liff else ""

    @property
    def has_line(self) -> bool:
        return bool(self.line_channel_secret)


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment and `.env`; `overrides` win. Raises SetupError that names what is wrong."""
    _check_names()
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        raise SetupError(_explain(error)) from None
    if bool(settings.line_channel_secret) != bool(settings.line_channel_token):
        raise SetupError(f"{PREFIX}LINE_CHANNEL_SECRET and {PREFIX}LINE_CHANNEL_TOKEN: set both, or neither")
    if bool(settings.line_login_channel_id) != bool(settings.liff_id):
        raise SetupError(f"{PREFIX}LINE_LOGIN_CHANNEL_ID and {PREFIX}LIFF_ID: set both, or neither")
    if settings.has_payments != bool(settings.stripe_webhook_secret_list):
        raise SetupError(f"{PREFIX}STRIPE_KEY and {PREFIX}STRIPE_WEBHOOK_SECRET: set both, or neither")
    if bool(settings.oidc_issuer) != bool(settings.oidc_client_id):
        raise SetupError(f"{PREFIX}OIDC_ISSUER and {PREFIX}OIDC_CLIENT_ID: set both, or neither")
    if settings.has_identity != bool(settings.identity_client_id):
        raise SetupError(f"{PREFIX}IDENTITY_ISSUER and {PREFIX}IDENTITY_CLIENT_ID: set both, or neither")
    if settings.has_identity and "openid" not in settings.identity_scope.split():
        raise SetupError(f"{PREFIX}IDENTITY_SCOPE: openid must be among it, or nobody is verified")
    if bool(settings.mail_url) != bool(settings.mail_from):
        raise SetupError(f"{PREFIX}MAIL_URL and {PREFIX}MAIL_FROM: set both, or neither")
    if settings.shadow and not settings.rasa_url:
        raise SetupError(f"{PREFIX}SHADOW: there is one engine only; say with {PREFIX}RASA_URL where the other is")
    if not (settings.city / "city.yml").is_file():
        raise SetupError(f"{PREFIX}CITY: there is no city.yml in {settings.city}; name a folder that has one")
    return settings


def _check_names() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    given = {name.upper() for name in (*os.environ, *dotenv_values(".env")) if name.upper().startswith(PREFIX)}
    if unknown := sorted(given - known):
        raise SetupError(f"{', '.join(unknown)}: no such setting; see the settings table in README.md")


def _explain(error: ValidationError) -> str:
    sentences = []
    for fault in error.errors():
        name = f"{PREFIX}{str(fault['loc'][0]).upper()}"
        what = "is required; `madoguchi demo` makes one for a trial" if fault["type"] == "missing" else fault["msg"]
        sentences.append(f"{name}: {what.removeprefix('Value error, ')}")
    return "; ".join(sentences)
