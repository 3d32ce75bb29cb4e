"""The demo city's accounts: who may sign in, and a file that can't be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.clients.accounts import FILE, DemoAccounts, find_accounts, hash_password, is_password
from bot.errors import SetupError
from bot.settings import DEMO_CITY


@pytest.fixture(scope="module")
def demo() -> DemoAccounts:
    found = find_accounts(DEMO_CITY)
    assert found is not None
    return found


def test_every_demo_citizen_can_sign_in_as_the_page_shows(demo: DemoAccounts) -> None:
    assert len(demo.shown) == 3
    for number, password in demo.shown:
        assert demo.sign_in(number, password) == number


def test_a_wrong_password_and_an_unknown_number_open_nothing(demo: DemoAccounts) -> None:
    (number, password), (other, _) = demo.shown[:2]
    for tried in (password.upper(), f"{password} ", "", "x" * 256):
        assert demo.sign_in(number, tried) is None
    assert demo.sign_in(other, password) is None
    assert demo.sign_in("", password) is None


def test_a_hash_is_argon2id_and_another_one_each_time() -> None:
    first, second = hash_password("ひみつ"), hash_password("ひみつ")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert is_password("ひみつ", first) and is_password("ひみつ", second)
    assert not is_password("ひみっ", first)


def test_a_city_without_the_file_has_no_accounts(tmp_path: Path) -> None:
    assert find_accounts(tmp_path) is None


@pytest.mark.parametrize("content", ["- number: 1\n", "number: a\n", "- [\n", "- {number: a, password_hash: secret}\n"])
def test_a_file_that_can_not_be_used_is_named_and_not_quoted(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises(SetupError, match=f"{tmp_path / FILE}: a list of accounts") as error:
        find_accounts(tmp_path)
    assert "secret" not in str(error.value)
