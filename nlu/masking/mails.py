"""Addresses of mail."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from nlu.masking.found import Found, Kind

_AT = r"(?: ?@ ?| ?[(\[<] ?(?:at|@|アット(?:マ-ク)?) ?[)\]>] ?| at | ?アット(?:マ-ク)? ?|[☆★])"
_DOT = r"(?:[.。]| dot |ドット)"
_PROVIDERS = "docomo|ezweb|softbank|au|ymobile|gmail|yahoo|hotmail|outlook|icloud|naver|qq|163"
_SIGN = r"[a-z0-9_%+'-]"
_LONGEST = 128  # signs of a part, so that a text of such signs alone is soon read
_MAIL = regex.compile(
    rf"(?<!{_SIGN})(?<!{_SIGN}[.])[a-z0-9](?:{_SIGN}|{_DOT}(?={_SIGN})){{0,{_LONGEST}}}+{_AT}"
    rf"(?P<domain>[a-z0-9](?:[a-z0-9-]|{_DOT}(?=[a-z0-9])){{0,{_LONGEST}}}{_DOT}[a-z]{{2,24}}|"
    rf"(?:{_PROVIDERS})(?![a-z0-9]))"
)


def find_mails(folded: str) -> Iterator[Found]:
    """All addresses in a folded text."""
    for match in _MAIL.finditer(folded):
        domain = regex.sub(_DOT, ".", match["domain"])
        local = regex.sub(_DOT, ".", regex.split(_AT, match[0])[0])
        yield Found(Kind.MAIL, match.start(), match.end(), f"{local}@{domain}")
