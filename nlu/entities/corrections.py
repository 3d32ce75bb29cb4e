"""What a citizen takes back: 「2通じゃなくて3通」「木曜はだめ」「木曜から金曜に変更」「やっぱり3通で」.

A value that is taken back is left out. 「木曜じゃだめですか」 and 「木曜以外は無理」 take nothing back.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from nlu.entities.spans import is_change
from nlu.interpretation import Entity

_QUESTION = "(?!(?:です|でしょう)?か)"
_BAD = "だめ|ダメ|駄目|無理|むり|都合が悪|都合悪|行け(?!ます)|行かれ|難し|厳し|不可"
_TAKEN_BACK = re.compile(
    r"(?:の方|のほう)?(?:(?:じゃ|では|で)なく|(?:じゃ|では)(?:ない(?!と|です|か|の|でしょ|でし)|ありません(?!か))|"
    rf"[はを]やめ|は\s?(?:{_BAD}){_QUESTION}|\s?以外(?!は?(?:{_BAD})))"
)
_ANEW = re.compile(r"やっぱ|やはり|訂正|間違え|まちがえ|(?:^|[、。\s])い(?:や|え|いえ)[、。\s]?")
_OLD_AND_NEW = re.compile(r"(?:の予約)?\s?(?:を|から|→|->)\s?")
_TOGETHER = re.compile(r"の?\s?")


def leave_out_corrected(entities: Sequence[Entity], text: str) -> list[Entity]:
    """The entities in order, without those that are taken back."""
    groups = _group(entities, text)
    starts = [group[0].start for group in groups]
    later = _names_from(groups)
    anew = [match.start() for match in _ANEW.finditer(text)]
    corrected: set[int] = set()  # where the entities begin
    for place, group in enumerate(groups):
        end, replaced = group[-1].end, set[str]()
        if _TAKEN_BACK.match(text, end):
            corrected.add(group[-1].start)
            replaced |= later[place + 1]
        if place + 1 < len(groups) and _is_changed(end, groups[place + 1], text):
            replaced |= {entity.entity for entity in groups[place + 1]}
        for said in anew[bisect_left(anew, end) :][:1]:
            replaced |= later[bisect_left(starts, said)]
        corrected |= {entity.start for entity in group if entity.entity in replaced}
    return [entity for entity in entities if entity.start not in corrected]


def _group(entities: Sequence[Entity], text: str) -> list[list[Entity]]:
    """What is said in one breath: 木曜の10時."""
    groups: list[list[Entity]] = []
    for entity in entities:
        if groups and _TOGETHER.fullmatch(text, groups[-1][-1].end, entity.start):
            groups[-1].append(entity)
        else:
            groups.append([entity])
    return groups


def _names_from(groups: list[list[Entity]]) -> list[frozenset[str]]:
    """For each group the names of the entities in it and behind it; nothing behind the last."""
    names = [frozenset[str]()]
    for group in reversed(groups):
        names.append(names[-1] | {entity.entity for entity in group})
    return names[::-1]


def _is_changed(end: int, new: list[Entity], text: str) -> bool:
    return _OLD_AND_NEW.fullmatch(text, end, new[0].start) is not None and is_change(text, new[-1])
