"""Bytes to text: by the byte order mark, else by which encoding gives Japanese, whatever the page says of itself."""

from __future__ import annotations

import codecs
import re

from bot.errors import MadoguchiError

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_JIS_ESCAPE = re.compile(rb"\x1b\$[@B(]")
_HEAD = 4096
_SAMPLE = 200_000  # bytes that are tried; a page does not change its encoding further down

# Only these are believed: Python knows codecs that hide text (utf-7, unicode_escape) or take minutes (idna).
_JAPANESE = {"utf-8": "utf-8", "shift_jis": "cp932", "euc_jp": "euc_jis_2004", "iso2022_jp": "iso2022_jp"}
_OTHERS = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "euc_kr": "cp949",
    "cp1258": "cp1258", "utf-16": "utf-16-le", "utf-16-le": "utf-16-le", "utf-16-be": "utf-16-be",
}  # fmt: skip
_ALIASES = {
    "sjis": "shift_jis", "x-sjis": "shift_jis", "ms_kanji": "shift_jis", "windows-31j": "shift_jis",
    "cp932": "shift_jis", "ms932": "shift_jis", "x-euc-jp": "euc_jp", "x-euc": "euc_jp", "eucjp": "euc_jp",
    "eucjp-ms": "euc_jp", "cp51932": "euc_jp", "jis": "iso2022_jp", "iso-2022-jp-ms": "iso2022_jp",
    "windows-1258": "cp1258", "ks_c_5601-1987": "euc_kr", "big5-hkscs": "big5",
}  # fmt: skip

_KANA = re.compile(r"[\u3001\u3002\u3041-\u3096\u30a1-\u30fc]")
_KANJI = re.compile(r"[\u4e00-\u9fff\uff01-\uff5e]")
_WRONG = re.compile(r"[\ufffd\ue000-\uf8ff\x80-\x9f\U00020000-\U0002ffff]")
_BYTES_OF_NOTHING = re.compile(r"[\uf8f0-\uf8f3]")  # what cp932 makes of a0, fd, fe and ff
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")  # what other encodings look like when read as Shift_JIS


class Unreadable(MadoguchiError):
    """A page or file can't be read; the message is the reason, ready to stand behind its address."""


def decode_page(content: bytes, charset: str = "") -> str:
    """The text of a page; single broken letters become U+FFFD. `charset` is the HTTP header's word; never raises."""
    for bom, codec in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(codec, "replace")
    if content.isascii():
        return _decode_jis(content) if _JIS_ESCAPE.search(content) else content.decode("ascii")
    codec = _choose_codec(content, _declared(content, charset))
    return _BYTES_OF_NOTHING.sub("\ufffd", content.decode(codec, "replace"))


def _declared(content: bytes, charset: str) -> str:
    """What header or page say, as Python's codec; empty when it is not one we believe."""
    said = _META.search(content[:_HEAD])
    for name in (charset, said[1].decode("ascii") if said else ""):
        known = _ALIASES.get(name.strip().lower(), "")
        try:
            known = known or codecs.lookup(name.strip()).name
        except LookupError:
            continue
        if codec := {**_JAPANESE, **_OTHERS}.get(known, ""):
            return codec
    return ""


def _choose_codec(content: bytes, declared: str) -> str:
    sample = content[:_SAMPLE]
    if declared in _OTHERS.values() and _fits(sample, declared) and not _is_utf8(sample):
        return declared
    tried = dict.fromkeys((declared if declared in _JAPANESE.values() else "utf-8", "utf-8", "cp932", "euc_jis_2004"))
    scores = {codec: _plausibility(sample, codec) + (1 if codec == declared else 0) for codec in tried}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] >= 0 else "cp1252"  # nothing Japanese: a page in a western language


def _is_utf8(sample: bytes) -> bool:
    """Whether it is UTF-8 beyond doubt: in a letter of three bytes nothing else would look so."""
    text = sample.decode("utf-8", "ignore")
    return any(letter >= "\u0800" for letter in text) and _fits(sample, "utf-8")


def _fits(sample: bytes, codec: str) -> bool:
    """Up to the last letter, which the end of the sample may cut."""
    return "\ufffd" not in sample.decode(codec, "replace")[:-2]


def _plausibility(sample: bytes, codec: str) -> float:
    """Per letter beyond ASCII, between -10 and 4: how much of it is Japanese as it is written."""
    letters = [letter for letter in sample.decode(codec, "replace") if letter > "\x7f"]
    text = "".join(letters)
    good = 4 * len(_KANA.findall(text)) + 2 * len(_KANJI.findall(text))
    return (good - 10 * len(_WRONG.findall(text)) - len(_HALF_KANA.findall(text))) / max(1, len(letters))


def _decode_jis(content: bytes) -> str:
    """ISO-2022-JP with what Windows adds to it: its double bytes are EUC's without the high bit."""
    text: list[str] = []
    wide = False
    for part in re.split(rb"(\x1b(?:\$\(?[@BDOPQ]|\([BIJ]))", content):
        if part.startswith(b"\x1b"):
            wide = part.startswith(b"\x1b$")
        elif wide:
            double = bytes(byte | 0x80 if 0x21 <= byte <= 0x7E else byte for byte in part)
            text.append(double.decode("euc_jis_2004", "replace"))
        else:
            text.append(part.decode("ascii"))
    return "".join(text)
