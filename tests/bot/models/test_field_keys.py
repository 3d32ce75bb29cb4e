"""A sealed field opens under its key and in its column, and nowhere else."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from bot.models.field_keys import FieldKeys, UnreadableSeal
from bot.models.vault import Vault

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
COLUMN = "health_person.name"
KEYS = FieldKeys([NEW, OLD])


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_again(content: bytes) -> None:
    sealed = KEYS.seal(COLUMN, content)
    assert KEYS.open(COLUMN, sealed) == content
    assert len(content) < 4 or content not in sealed


def test_the_same_value_never_looks_the_same_twice() -> None:
    assert KEYS.seal(COLUMN, b"MR") != KEYS.seal(COLUMN, b"MR")


@given(st.binary(max_size=40), st.data())
def test_a_value_of_which_one_bit_was_changed_does_not_open(content: bytes, data: st.DataObject) -> None:
    sealed = bytearray(KEYS.seal(COLUMN, content))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(UnreadableSeal):
        KEYS.open(COLUMN, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" * 16, b"gAAAAAB"])
def test_what_never_was_a_sealed_value_is_refused(sealed: bytes) -> None:
    with pytest.raises(UnreadableSeal):
        KEYS.open(COLUMN, sealed)


def test_a_value_in_another_column_does_not_open() -> None:
    with pytest.raises(UnreadableSeal):
        KEYS.open("health_person.kana", KEYS.seal(COLUMN, "山田 花子".encode()))


def test_a_former_key_opens_what_it_sealed_and_seals_nothing_more() -> None:
    before = FieldKeys([OLD]).seal(COLUMN, b"old")
    assert KEYS.open(COLUMN, before) == b"old"
    after = KEYS.renew(COLUMN, before)
    assert after is not None and KEYS.renew(COLUMN, after) is None
    assert FieldKeys([NEW]).open(COLUMN, after) == b"old"
    with pytest.raises(UnreadableSeal):
        FieldKeys([NEW]).open(COLUMN, before)


def test_an_index_tells_columns_and_secrets_apart_and_is_found_after_a_change() -> None:
    first, second = Vault([NEW], "a" * 40), Vault([NEW], "b" * 40, ["a" * 40])
    stored = first.index("health_person.number", "0012345")
    assert stored != first.index("health_person.kana", "0012345")
    assert stored != second.index("health_person.number", "0012345")
    assert stored in second.list_indexes("health_person.number", "0012345")
    assert second.list_indexes("health_person.number", "0012345")[0] == second.index("health_person.number", "0012345")
