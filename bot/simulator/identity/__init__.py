"""A stand-in for an identity provider (OpenID Connect over real HTTP), with made-up persons and a made-up card."""

PREFIX = "/simulator/identity"  # its issuer is the counter's address with this
CLIENT_ID = "madoguchi"
HIGH, LOW = "https://identity.simulator/high", "https://identity.simulator/low"  # with a card, and without
