"""Numbers under which the city keeps a matter: 受付番号 A-1234, 整理番号は0012."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.entities.spans import Rule, apply_rules
from nlu.interpretation import Entity

# A number alone is never one: it may be a My Number, which is not to be kept.
_KIND = "受付|整理|申請|予約|申込|申し込み|問い?合わせ|照会|通知書|納付|交付|納税者?|被保険者"
_WORD = rf"(?:{_KIND})の?番号|受付No\.?|予約No\.?"
_RULES: list[Rule] = [
    (
        re.compile(rf"(?:{_WORD})(?:は|が|:|、|\s|の)*(?P<code>[A-Za-z]{{0,4}}-?\d[\dA-Za-z]*(?:-[\dA-Za-z]+){{0,4}})"),
        lambda match: match["code"].upper() if len(match["code"]) <= 20 else None,
    )
]


def find(text: str) -> Iterator[Entity]:
    """Entities `reference`."""
    return apply_rules("reference", text, _RULES)
