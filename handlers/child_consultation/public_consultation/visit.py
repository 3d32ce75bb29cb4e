"""Who is at the page: the language and the wording they chose, and the sitting of their browser. No cookie of these
outlives the browser's window or says what it is for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Request, Response

from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.pages import wanted_language

ROOM = "public_consultation"
PATH = "/consultation"
_SITTING, _CHOICE = "visit", "page"
CHILD, GROWN = "k", "g"
_STYLES = {"1": CHILD, "0": GROWN}


@dataclass(frozen=True)
class Visit:
    """One request. `key` is that of the sitting, empty without one; `style` is empty until somebody chose one."""

    language: str
    style: str
    key: str

    def speak(self, house: House, *, is_childs: bool = False) -> Said:
        """`is_childs`: a child is known to write."""
        is_child = self.style == CHILD or (is_childs and not self.style)
        return Said(RoomWords(house.texts, self.language, house.city, ROOM), is_child)


@dataclass(frozen=True)
class Said:
    """The page's wording; to a child the one for children, else in Japanese the easy one."""

    words: RoomWords
    is_child: bool

    @property
    def language(self) -> str:
        return self.words.language

    def text(self, key: str, **values: object) -> str:
        if not self.is_child or "." in key:  # what all pages say
            return self.words.text(key, **values)
        child = f"{key}_child"
        if self.words.texts.has(f"{ROOM}.{child}"):
            return self.words.text(child, **values)
        easy = self.words if self.language != "ja" else replace(self.words, wanted="ja-easy")
        return easy.text(key, **values)

    def __call__(self, key: str, **values: object) -> str:
        return self.text(key, **values)


def read_visit(request: Request, house: House) -> Visit:
    """What the address chooses goes before what was chosen, and that before what the browser wants."""
    language, _, style = request.cookies.get(_CHOICE, "").partition(".")
    asked = request.args.get("lang", "")
    known = house.texts.languages
    found = next((one for one in (asked, language) if one in known), None) or wanted_language(request, known)
    style = _STYLES.get(request.args.get("child", ""), style if style in _STYLES.values() else "")
    return Visit(found, style, request.cookies.get(_SITTING, ""))


def keep_choice(response: Response, visit: Visit, *, is_secure: bool) -> None:
    value = f"{visit.language}.{visit.style}"
    response.set_cookie(_CHOICE, value, path=PATH, secure=is_secure, httponly=True, samesite="Lax")


def give_sitting(response: Response, key: str, *, is_secure: bool) -> None:
    response.set_cookie(_SITTING, key, path=PATH, secure=is_secure, httponly=True, samesite="Lax")


def take_sitting(response: Response, *, is_secure: bool) -> None:
    response.delete_cookie(_SITTING, path=PATH, secure=is_secure, httponly=True, samesite="Lax")
