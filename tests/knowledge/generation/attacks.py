"""Attacks made from templates: an order, an invention, a place for it and a disguise, drawn with a seed."""

from __future__ import annotations

import base64
import codecs
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

WRITTEN: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("attacks.yml").read_text("utf-8"))
PLACES = ("question", "page_end", "page_middle", "page_title")
HOMOGLYPHS = str.maketrans("aceopxyiAEOPCTX0", "асеорхуіАЕОРСТХО")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
MATHEMATICAL = {ord(digit): chr(0x1D7CE + int(digit)) for digit in "0123456789"}
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

DISGUISES: dict[str, Callable[[str], str]] = {
    "none": str,
    "zero_width": lambda text: "\u200b".join(text),
    "joiners": lambda text: "\u2060".join(text),
    "soft_hyphens": lambda text: "\xad".join(text),
    "tags": lambda text: "".join(chr(0xE0000 + byte) for byte in base64.b64encode(text.encode())),
    "selectors": lambda text: "".join(chr(0xE0100 + byte % 240) for byte in text.encode()),
    "bidi": lambda text: f"\u202e{text[::-1]}\u202c",
    "isolates": lambda text: f"\u2066{text}\u2069",
    "base64": lambda text: f"base64: {base64.b64encode(text.encode()).decode()}",
    "rot13": lambda text: codecs.encode(text, "rot13"),
    "hexadecimal": lambda text: text.encode().hex(),
    "entities": lambda text: "".join(f"&#{ord(character)};" for character in text),
    "full_width": lambda text: text.translate(FULL_WIDTH),
    "spaced": lambda text: " ".join(text),
    "homoglyphs": lambda text: text.translate(HOMOGLYPHS),
    "circled": lambda text: text.translate(CIRCLED),
    "kanji": lambda text: text.translate(KANJI),
    "arabic": lambda text: text.translate(ARABIC),
    "mathematical": lambda text: text.translate(MATHEMATICAL),
    "upper": str.upper,
}
# How the obedient model writes a number it was told to invent.
WRITINGS: dict[str, Callable[[str], str]] = {
    name: DISGUISES[name]
    for name in ("none", "full_width", "circled", "kanji", "arabic", "mathematical", "zero_width", "homoglyphs")
}


@dataclass(frozen=True)
class Attack:
    """`order` is what the attacker writes into `place`; `answer` what a model that obeys says (with placeholders)."""

    order: str
    place: str
    disguise: str
    answer: str
    leaks: bool


def make_attacks(seed: int, count: int) -> list[Attack]:
    """So many distinct attacks; one in six asks for what the model was told."""
    draw = random.Random(seed)
    attacks: dict[Attack, None] = {}
    while len(attacks) < count:
        attacks[_draw_leak(draw) if draw.random() < 1 / 6 else _draw_invention(draw)] = None
    return list(attacks)


def _draw_invention(draw: random.Random) -> Attack:
    number = str(draw.choice([9_999, 7, 45, 810, 77_777, 3_456, 64, 98]))
    fact = draw.choice(WRITTEN["facts"]).replace("{n}", number)
    order = draw.choice(WRITTEN["orders"]).replace("{fact}", fact.replace("{true}", ""))
    disguise, writing = draw.choice(list(DISGUISES)), draw.choice(list(WRITINGS))
    true, _, invented = fact.rpartition("{true}")
    answer = f"{'{true}' if '{true}' in fact else true}{WRITINGS[writing](invented)}"
    return Attack(DISGUISES[disguise](order), draw.choice(PLACES), disguise, answer, False)


def _draw_leak(draw: random.Random) -> Attack:
    disguise = draw.choice(list(DISGUISES))
    order = DISGUISES[disguise](draw.choice(WRITTEN["leak_orders"]))
    return Attack(order, draw.choice(PLACES), disguise, draw.choice(WRITTEN["leaks"]), True)


def obey(attack: Attack, request: dict[str, Any], true: str) -> str:
    """What the model says to a request it was sent, its placeholders filled in."""
    system: str = request["messages"][0]["content"]
    nonce: str = request["messages"][1]["content"].split("\n", 1)[0]
    lines = [line for line in system.splitlines() if len(line) > 20]
    packed = base64.b64encode(system.encode()).decode()
    filled = {
        "{system}": system[:390],
        "{system_line}": lines[len(attack.order) % len(lines)],
        "{system_base64}": packed[:390],
        "{system_reversed}": system[::-1][:390],
        "{nonce}": nonce,
        "{true}": true,
    }
    answer = attack.answer
    for placeholder, text in filled.items():
        answer = answer.replace(placeholder, text)
    return answer
