"""The forms of a verb, named as Sudachi names them."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.tokenizer import Token, list_tokens

_ROWS = {
    "カ": "かきくけこ",
    "ガ": "がぎぐげご",
    "サ": "さしすせそ",
    "タ": "たちつてと",
    "ナ": "なにぬねの",
    "バ": "ばびぶべぼ",
    "マ": "まみむめも",
    "ラ": "らりるれろ",
    "ワ": "わいうえお",
}
_BEFORE_TE = {
    "カ": "い",
    "ガ": "い",
    "サ": "し",
    "ナ": "ん",
    "バ": "ん",
    "マ": "ん",
    "タ": "っ",
    "ラ": "っ",
    "ワ": "っ",
}
_VOICED_TE = frozenset("ガナバマ")
_GODAN = {"未然形": 0, "連用形": 1, "終止形": 2, "連体形": 2, "仮定形": 3, "命令形": 3}
_ICHIDAN = {"未然形": "", "連用形": "", "終止形": "る", "連体形": "る", "仮定形": "れ", "命令形": "ろ"}
_SURU = {"未然形": "し", "連用形": "し", "終止形": "する", "連体形": "する", "仮定形": "すれ", "命令形": "しろ"}
_KURU = {"未然形": "こ", "連用形": "き", "終止形": "くる", "連体形": "くる", "仮定形": "くれ", "命令形": "こい"}
_KURU_IN_KANJI = {mood: f"来{kana[1:]}" for mood, kana in _KURU.items()}
_TE = {"て", "た", "たら", "たり", "だ", "で", "だら", "だり"}
_TO_VOICED = {"て": "で", "た": "だ"}
_TO_UNVOICED = {voiced: unvoiced for unvoiced, voiced in _TO_VOICED.items()}


@dataclass(frozen=True)
class Verb:
    """`text` is the dictionary form, with words before it if need be (郵便で送る); `kind` is the last word's."""

    text: str
    kind: str

    @classmethod
    def read(cls, text: str) -> Verb:
        """Raises ValueError when the text doesn't end with a verb in its dictionary form."""
        last = list_tokens(text)[-1]
        kind = "下一段-ラ行" if last.kind == "助動詞-レル" else last.kind
        if kind[:2] not in ("五段", "上一", "下一", "サ行", "カ行") or last.surface != last.base:
            raise ValueError(f"{text} does not end with a verb")
        return cls(text, kind)

    @property
    def potential(self) -> Verb:
        """書ける for 書く."""
        if self.kind == "サ行変格":
            return Verb(f"{self.text[:-2]}できる", "上一段-カ行")
        if self._row:
            return Verb(f"{self.text[:-1]}{_ROWS[self._row][3]}る", f"下一段-{self._row}行")
        return Verb(f"{self.conjugate('未然形-一般')}られる", "下一段-ラ行")

    @property
    def _row(self) -> str:
        return self.kind[3] if self.kind.startswith("五段") else ""

    def conjugate(self, mood: str, *, before_te: bool = False) -> str:
        """The form with Sudachi's name; `before_te`: て, た, たり or たら follows."""
        form = mood.partition("-")[0]
        if form == "意志推量形":
            return self._conjugate_will()
        if self.kind == "サ行変格":
            return self.text[:-2] + {"未然形-サ": "さ", "未然形-セ": "せ"}.get(mood, _SURU[form])
        if self.kind == "カ行変格":
            forms = _KURU_IN_KANJI if self.text.endswith("来る") else _KURU
            return self.text[: -len(forms["終止形"])] + forms[form]
        if not self._row:
            return self.text[:-1] + _ICHIDAN[form]
        if form == "連用形" and before_te:
            return self.text[:-1] + ("っ" if self.text.endswith("行く") else _BEFORE_TE[self._row])
        return self.text[:-1] + _ROWS[self._row][_GODAN[form]]

    def _conjugate_will(self) -> str:
        if self.kind == "サ行変格":
            return f"{self.text[:-2]}しよう"
        if self._row:
            return f"{self.text[:-1]}{_ROWS[self._row][4]}う"
        return f"{self.conjugate('未然形-一般')}よう"

    @property
    def has_voiced_te(self) -> bool:
        """読んで, not 書いて."""
        return self._row in _VOICED_TE

    def join(self, token: Token, following: Token | None) -> tuple[str, str]:
        """The verb in the token's form, and what follows as it has to be after this verb (て or で, れる or られる)."""
        after = following.surface if following else ""
        is_te = after in _TE and token.mood.startswith("連用形") and (following is not None and _is_te(following))
        said = self.conjugate(token.mood, before_te=is_te)
        if is_te:
            voicing = _TO_VOICED if self.has_voiced_te else _TO_UNVOICED
            after = voicing.get(after[0], after[0]) + after[1:]
        elif token.mood.startswith("未然形") and following is not None:
            said, after = self._join_voice(token, following, said)
        return said, after

    def _join_voice(self, token: Token, following: Token, said: str) -> tuple[str, str]:
        """Passive and causative: 書かれる, 見られる, される; 書かせる, 見させる, させる."""
        after = following.surface
        for short, long in (("れ", "られ"), ("せ", "させ")):
            if following.base not in (f"{short}る", f"{long}る"):
                continue
            ending = after.removeprefix(long[0]) if after.startswith(long) else after
            is_short = bool(self._row) or self.kind == "サ行変格"
            stem = self.conjugate("未然形-サ") if self.kind == "サ行変格" else said
            return stem, ending if is_short else long[0] + ending
        if following.base == "ず" and self.kind == "サ行変格":
            return self.conjugate("未然形-セ"), after
        return said, after


def _is_te(token: Token) -> bool:
    return token.kind == "助動詞-タ" or token.part[:2] in (("助詞", "接続助詞"), ("助詞", "副助詞"))
