"""The signature: over raw bytes, exact, and never off."""

from __future__ import annotations

import pytest

from bot.channels.line.signature import SignatureCheck
from bot.errors import SetupError

# RFC 4231, test case 2, in base64.
SECRET = "Jefe"
BODY = b"what do ya want for nothing?"
SIGNATURE = "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="


def test_the_right_signature_is_genuine() -> None:
    assert SignatureCheck(SECRET).is_genuine(BODY, SIGNATURE)


@pytest.mark.parametrize("signature", [None, "", "x", "=" * 10_000, "日本語", "\udcff", SIGNATURE.lower()])
def test_anything_else_is_not(signature: str | None) -> None:
    assert not SignatureCheck(SECRET).is_genuine(BODY, signature)


def test_one_changed_byte_is_noticed() -> None:
    check = SignatureCheck(SECRET)
    assert not check.is_genuine(BODY + b" ", SIGNATURE)
    assert not SignatureCheck("another").is_genuine(BODY, SIGNATURE)


@pytest.mark.parametrize("secret", ["", "  "])
def test_an_empty_secret_stops_the_start(secret: str) -> None:
    with pytest.raises(SetupError, match="MADOGUCHI_LINE_CHANNEL_SECRET"):
        SignatureCheck(secret)
