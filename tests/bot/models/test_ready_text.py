"""Addresses that Fernet sealed before their column opened faster are read, and sealed anew with their key."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from bot.models.conversation import ADDRESS
from bot.models.field_keys import UnreadableSeal
from bot.models.sealed import ReadyText, open_ready
from bot.models.vault import Vault

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def test_what_fernet_sealed_opens_and_is_sealed_anew() -> None:
    vault, before = Vault([NEW, OLD], "secret"), Vault([OLD], "secret").seal("U1")
    assert open_ready(vault, ADDRESS, before) == "U1"
    renewed = ReadyText(ADDRESS).renew(vault, before)
    assert renewed is not None
    assert open_ready(Vault([NEW], "secret"), ADDRESS, renewed) == "U1"
    assert ReadyText(ADDRESS).renew(vault, renewed) is None


def test_what_no_key_opens_says_so() -> None:
    with pytest.raises(UnreadableSeal):
        ReadyText(ADDRESS).renew(Vault([NEW], "secret"), Vault([OLD], "secret").seal("U1"))
