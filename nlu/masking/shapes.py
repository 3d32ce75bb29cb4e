"""How numbers are written: the groups of their digits, in folded text."""

from __future__ import annotations

import regex

_DIGIT = r"(?:\d\0{0,2})"  # perhaps drawn as a key
_GAP = r"(?P<gap> ?[-.の・] ?| |\n)"  # between groups, the same all through
_SAME = r"(?P=gap)"
_CODE = r"(?<![a-z])[a-z]{1,2}-?"  # EC-090-1234-5678 is a machine, TEL090-1234-5678 is none


def _digits(length: str) -> str:
    return f"{_DIGIT}{{{length}}}"


def _groups(*lengths: str) -> str:
    first, second, *others = map(_digits, lengths)
    return first + _GAP + second + "".join(_SAME + other for other in others)


def _alone(shape: str) -> regex.Pattern[str]:
    """The shape where it is not a part of a longer number, nor of a code with Latin letters."""
    return regex.compile(rf"(?<![\d\0])(?<!\d[-.])(?<!{_CODE})(?:{shape})(?![-.]?\d)(?!\0)")


MY_NUMBERS = [
    _alone(_digits("12")),
    *(_alone(_groups(*lengths)) for lengths in (("4",) * 3, ("3",) * 4, ("6",) * 2, ("1",) * 12)),
]
CARDS = [
    _alone(_digits("13,19")),
    *(
        _alone(_groups(*lengths))
        for lengths in (("4", "4", "4", "1,4"), ("4", "4", "4", "4", "1,3"), ("4", "6", "4,5"))
    ),
    *(_alone(_groups(*("1",) * length)) for length in range(13, 20)),
]
PHONES = [
    _alone(f"0{_digits('9,10')}"),
    _alone(_groups("2,5", "1,4", "3,4")),
    _alone(f"{_digits('3')} {_digits('4')}-{_digits('4')}"),
    *(_alone(_groups(*two)) for two in (("2", "8"), ("3", "7,8"), ("4", "6"), ("6,7", "4"))),
    _alone(f"{_groups(*('1',) * 10)}(?:{_SAME}{_DIGIT})?"),
    _alone(rf"\({_digits('2,5')}\) ?{_groups('1,4', '4')}"),
    _alone(rf"\({_digits('2,5')}\) ?{_digits('5,8')}"),
    _alone(rf"{_digits('2,5')} ?\({_digits('1,4')}\) ?{_digits('4')}"),
]
# With the country's number: +81 (0)90 …, 0081-90-…, 81-90-…
ABROAD = regex.compile(r"(?<![\d\0])(?:\+|(?<!\d[-.])(?:00)?(?=81[- ]))[1-9](?:[-. ]?(?:\(0\) ?)?\d){8,14}(?![-.]?\d)")
# Without the area code: what a telephone number's label stands before.
LOCAL = _alone(f"{_digits('1,4')}[- ]{_digits('4')}|{_digits('6,8')}")


def is_in_a_row(match: regex.Match[str]) -> bool:
    """Whether the groups are some of more: 1234 5678 9012 of 1234 5678 9012 3456."""
    gap, text, start, end = match.groupdict().get("gap"), match.string, match.start(), match.end()
    if not gap:
        return False
    is_after = text.startswith(gap, end) and text[end + len(gap) : end + len(gap) + 1].isdigit()
    is_before = text.endswith(gap, 0, start) and start > len(gap) and text[start - len(gap) - 1].isdigit()
    return bool(is_after or is_before)
