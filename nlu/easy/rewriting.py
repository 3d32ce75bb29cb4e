"""Easier words in the place of those of offices, in the same form; the rest of the sentence is as it was."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import regex

from nlu.easy.conjugation import Verb
from nlu.easy.dictionary import Dictionary, load_dictionary
from nlu.easy.words import words_of
from nlu.tokenizer import Token

_PROTECTED = regex.compile(
    r"「[^」]*」|『[^』]*』|https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\p{Han}ァ-ヺー\p{N}]+(?:課|係|室|局|センター|事務所|コーナー)"
    r"(?![\p{Han}ぁ-ん]*する)"
)
_NOUN = frozenset({"名詞", "接尾辞", "接頭辞", "代名詞"})
_NAMING = frozenset({"名詞", "副詞", "連体詞", "形状詞"})
_LETS_PASS = ("副詞可能", "助数詞可能", "助数詞")  # 毎年, 14日以内: a noun may follow that belongs to something else
_HONORIFIC = ("お", "ご", "御")
_DOES = ("する", "いたす", "致す")


def rewrite(sentence: str, names: Sequence[str] = ()) -> str:
    """The sentence in easier words. Nothing changes within quotation marks, addresses, and names of offices: those
    that look like one, and `names`.
    """
    return _Rewriting(sentence, names).run()


class _Rewriting:
    def __init__(self, sentence: str, names: Sequence[str]) -> None:
        self._sentence = sentence
        self._tokens = words_of(sentence)
        self._starts = [0, *accumulate(len(token.surface) for token in self._tokens)]
        self._places = {start: place for place, start in enumerate(self._starts)}
        self._known: Dictionary = load_dictionary()
        self._protected = _find_protected(sentence, names)
        self._place = 0
        self._said: list[str] = []

    def run(self) -> str:
        while self._place < len(self._tokens):
            if self._is_protected() or not (
                self._take_phrase()
                or self._take_expression()
                or self._take_polite()
                or self._take_done()
                or self._take_verb()
                or self._take_noun()
            ):
                self._said.append(self._tokens[self._place].surface)
                self._place += 1
        return "".join(self._said)

    def _at(self, place: int) -> Token | None:
        return self._tokens[place] if 0 <= place < len(self._tokens) else None

    def _is_protected(self) -> bool:
        start = self._starts[self._place]
        return any(first <= start < last for first, last in self._protected)

    def _say(self, verb: Verb, token: int) -> None:
        """The verb instead of that token, and what follows it in the form that it has to have then."""
        following = self._at(token + 1)
        said, after = verb.join(self._tokens[token], following)
        is_changed = following is not None and after != following.surface
        self._said.append(said + after if is_changed else said)
        self._place = token + 1 + is_changed

    def _take_phrase(self) -> bool:
        start = self._starts[self._place]
        for words, easy in self._known.phrases.get(self._sentence[start], ()):
            end = start + len(words)
            if end in self._places and self._sentence.startswith(words, start):
                self._said.append(easy)
                self._place = self._places[end]
                return True
        return False

    def _take_expression(self) -> bool:
        start = self._starts[self._place]
        for one in self._known.expressions.get(self._sentence[start], ()):
            last = self._places.get(start + len(one.before))
            token = self._at(last) if last is not None else None
            if token is None or token.base != one.base or not self._sentence.startswith(one.before, start):
                continue
            if self._tokens[self._place].part[0] in _NOUN and self._follows_noun(self._place):
                return False
            if self._follows("の") and "を" in one.before and "を" not in one.verb.text:
                self._said[-1] = "を"  # 証明書の交付を受ける → 証明書をもらう
            assert last is not None
            self._say(one.verb, last)
            return True
        return False

    def _take_polite(self) -> bool:
        """ご提出ください, お使いいただけます → what is done, in plain polite words."""
        word, after = self._read_honorific()
        asked = self._at(after)
        if word is None or asked is None:
            return False
        verb = self._find_done(word)
        te = verb.conjugate("連用形-一般", before_te=True) + ("で" if verb.has_voiced_te else "て")
        if asked.base in ("くださる", "下さる") and asked.mood == "命令形":
            self._said.append(f"{te}ください")
            self._place = after + 1
        elif asked.base == "いただける" and asked.mood.startswith("仮定形"):
            self._say(Verb(f"{te}もらえる", "下一段-ア行"), after)
        elif asked.base in ("いただける", "できる"):
            self._say(verb.potential, after)
        elif asked.base in ("いたす", "致す"):
            self._say(verb, after)
        else:
            return False
        return True

    def _read_honorific(self) -> tuple[Token | None, int]:
        """The word behind お or ご that says what is done, and the place after it."""
        first = self._tokens[self._place]
        if first.surface in _HONORIFIC and first.part[0] == "接頭辞":
            word, after = self._at(self._place + 1), self._place + 2
        elif first.surface[:1] in _HONORIFIC and first.part[0] == "名詞" and len(first.surface) > 1:
            word, after = words_of(first.surface[1:])[0], self._place + 1
        else:
            return None, 0
        return (word, after) if word is not None and _is_doing(word) else (None, 0)

    def _find_done(self, word: Token) -> Verb:
        """The verb that the word between お and ください stands for: 提出, 使い."""
        own = Verb(f"{word.surface}する", "サ行変格") if word.part[0] == "名詞" else Verb(word.base, word.kind)
        return self._known.find_verb(word.base, self._sentence, has_object=self._has_object()) or own

    def _take_done(self) -> bool:
        """A noun and する, できる or をする."""
        noun, place = self._tokens[self._place], self._place + 1
        if noun.part[0] != "名詞" or self._follows_noun(self._place):
            return False
        doing = self._at(place)
        if doing is not None and doing.surface == "を" and not self._follows("の"):
            place += 1
            doing = self._at(place)
        does = (*_DOES, "できる", "行う") if place > self._place + 1 else (*_DOES, "できる")
        if doing is None or doing.base not in does:
            return False
        verb = self._known.find_verb(noun.surface, self._sentence, has_object=self._has_object())
        if verb is None:
            return False
        self._say(verb.potential if doing.base == "できる" else verb, place)
        return True

    def _take_verb(self) -> bool:
        token = self._tokens[self._place]
        if token.part[0] != "動詞":
            return False
        has_object = self._has_object()
        is_done = has_object and token.base == "行く" and token.mood == "連用形-促音便"  # 検診を行って is no walk
        base = "行う" if is_done else token.base
        verb = self._known.find_verb(base, self._sentence, has_object=has_object) or self._find_humble(token)
        if verb is None:
            return False
        place, following = self._place, self._at(self._place + 1)
        can = following is not None and following.base == "られる" and token.base not in self._known.passive
        self._say(verb.potential if can else verb, place + can)
        return True

    def _find_humble(self, token: Token) -> Verb | None:
        """来ていただく → 来てもらう."""
        before = self._at(self._place - 1)
        if before is None or before.surface not in ("て", "で"):
            return None
        humble = {"いただく": Verb("もらう", "五段-ワア行"), "いただける": Verb("もらえる", "下一段-ア行")}
        return humble.get(token.base)

    def _take_noun(self) -> bool:
        """A noun, also one of several words, that has no other noun beside it."""
        if self._tokens[self._place].part[0] not in _NAMING or self._follows_noun(self._place):
            return False
        end = self._place + 1
        while (token := self._at(end)) is not None and token.part[0] in _NOUN and token.part[1] != "数詞":
            end += 1
        word = "".join(token.surface for token in self._tokens[self._place : end])
        easy = self._known.nouns.get(word)
        if easy is None:
            return False
        self._said.append(easy)
        self._place = end
        return True

    def _follows(self, word: str) -> bool:
        before = self._at(self._place - 1)
        return before is not None and before.surface == word

    def _follows_noun(self, place: int) -> bool:
        before = self._at(place - 1)
        return before is not None and before.part[0] in _NOUN and not any(one in before.part for one in _LETS_PASS)

    def _has_object(self) -> bool:
        """Whether を stands before, with no verb between."""
        for token in reversed(self._tokens[: self._place]):
            if token.surface == "を":
                return True
            if token.part[0] in ("動詞", "補助記号") and token.surface not in ("、", "・"):
                return False
        return False


def _is_doing(word: Token) -> bool:
    return word.mood.startswith("連用形") if word.part[0] == "動詞" else "サ変可能" in word.part


def _find_protected(sentence: str, names: Sequence[str]) -> list[tuple[int, int]]:
    spans = [match.span() for match in _PROTECTED.finditer(sentence)]
    for name in names:
        start = sentence.find(name) if name else -1
        while start >= 0:
            spans.append((start, start + len(name)))
            start = sentence.find(name, start + 1)
    return spans
