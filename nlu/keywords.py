"""Universal words: understood in any of the six languages, before the model, when they are all that was said."""

from __future__ import annotations

from pathlib import Path

import regex

from bot.errors import SetupError
from bot.yaml_files import parse_yaml
from nlu.interpretation import Interpretation, RankedIntent
from nlu.normalize import normalize
from nlu.tokenizer import to_hiragana

ENGINE = "keyword"
FILE = Path(__file__).parent / "data" / "keywords.yml"
LANGUAGES = ("ja", "ja-easy", "en", "zh", "ko", "vi")

_SKIN = regex.compile(r"\p{Emoji_Modifier}|\u200d.*$")
_MARKS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_SIGNS = regex.compile(r"\s+")
_POLITE = regex.compile(
    r"(?<=.{2})(?:でお願いいたします|でお願いします|をお願いします|してください|して下さい|で頼みます|ですね|です|だよ|よね|よ|ね|で|を|に)$"
)


class Keywords:
    """The words of a keyword file (`intent: {language: [word, …]}`)."""

    def __init__(self, file: Path = FILE) -> None:
        """Raises SetupError for a missing language or a word that stands in two intents."""
        self._intents: dict[str, str] = {}
        for intent, languages in parse_yaml(file.read_text("utf-8")).items():
            missing = [language for language in LANGUAGES if not languages.get(language)]
            if missing:
                raise SetupError(f"{file}: {intent} has no words in {', '.join(missing)}")
            for word in (word for language in LANGUAGES for word in languages[language]):
                if self._intents.setdefault(_key(normalize(word)), intent) != intent:
                    raise SetupError(f"{file}: {word} is in {intent} and in {self._intents[_key(normalize(word))]}")

    def find(self, text: str) -> Interpretation | None:
        """The interpretation of a normalised text that is one of the words, with confidence 1; else None."""
        key = _key(text)
        intent = self._intents.get(key) or self._intents.get(_POLITE.sub("", key))
        if intent is None:
            return None
        ranked = RankedIntent(intent, 1.0)
        return Interpretation(text, ranked, (ranked,), engine=ENGINE)


def _key(text: str) -> str:
    """Letters and digits in lower case and hiragana, punctuation out; of signs alone (👍, ??) what they are, once."""
    words = _MARKS.sub(" ", text).strip().lower()
    signs: str = _SKIN.sub("", _SIGNS.sub("", text))
    return to_hiragana(words) or (signs[0] if len(set(signs)) == 1 else signs)
