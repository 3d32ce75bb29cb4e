"""Titles without the site's name."""

from __future__ import annotations

import pytest

from knowledge.sources.titles import cut_site_name


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("住民票の写し - みどり野市", "住民票の写し"),
        ("住民票の写し | くらし｜みどり野市公式ホームページ", "住民票の写し | くらし"),
        ("税金：市民税 | みどり野市", "税金：市民税"),
        ("転入 - 転出", "転入 - 転出"),
        ("みどり野市", "みどり野市"),
        (" | みどり野市", "| みどり野市"),
        ("", ""),
    ],
)
def test_the_site_is_cut_off(title: str, shown: str) -> None:
    assert cut_site_name(title.strip()) == shown
