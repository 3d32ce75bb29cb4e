"""Which digits are a number of a kind: check digits, beginnings and lengths."""

from __future__ import annotations

import regex

# Beginnings and lengths of cards: Visa, Mastercard, American Express, JCB, Diners Club, Discover, UnionPay.
_CARD = regex.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}|"
    r"(?:352[89]|35[3-8]\d)\d{12,15}|(?:30[0-5]|3095|3[689])\d{11,16}|(?:6011|64[4-9]\d|65\d\d)\d{12,15}|62\d{14,17}"
)
_MOMENT = regex.compile(r"20[2-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
_TRADE_ITEM = regex.compile(r"4[59]\d{11}")  # what is sold in Japan, 13 digits with a check digit of their own
_ELEVEN = regex.compile(r"0[125-9]0")  # mobiles, IP telephones and pagers, of Korea, too
_ANY = regex.compile(r"0[1-9]")
_COUNTING = "01234567890123"


def is_my_number(digits: str) -> bool:
    """Twelve digits whose last one checks the others, after 平成26年総務省令第85号."""
    if len(digits) != 12 or len(set(digits)) == 1 or _MOMENT.fullmatch(digits):
        return False
    weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    return int(digits[-1]) == (0 if rest <= 1 else 11 - rest)


def is_card(digits: str) -> bool:
    """13 to 19 digits that begin as a card's and pass Luhn's check."""
    if not _CARD.fullmatch(digits) or (_TRADE_ITEM.fullmatch(digits) and sum(_weigh(digits, 3)) % 10 == 0):
        return False
    return sum(sum(divmod(weighed, 10)) for weighed in _weigh(digits, 2)) % 10 == 0


def _weigh(digits: str, weight: int) -> list[int]:
    """The digits from the last on, every second one times the weight."""
    return [int(one) * (weight if place % 2 else 1) for place, one in enumerate(reversed(digits))]


def read_phone(digits: str) -> str:
    """A Japanese telephone number with its 0, also of one with the country's number; empty where it can be none."""
    if digits.startswith("81"):
        digits = "0" + digits.removeprefix("81").removeprefix("0")
    wanted = 11 if _ELEVEN.match(digits) else 10
    return digits if len(digits) == wanted and _ANY.match(digits) and digits not in _COUNTING else ""
