"""A tokenizer for Japanese: Rasa's own splits at spaces, and refuses `language: ja`."""

from __future__ import annotations

import unicodedata
from typing import Any

import sudachipy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class JapaneseTokenizer(Tokenizer):  # type: ignore[misc]  # Rasa is not in our environment
    """Words by SudachiPy; offsets are those of the text, a token's lemma is Sudachi's normalised form."""

    @staticmethod
    def supported_languages() -> list[str]:
        return ["ja"]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sudachipy", "sudachidict_small"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`dictionary` is small, core or full (installed beside); `mode` is A (shortest words), B or C."""
        return {
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
            "dictionary": "small",
            "mode": "A",
        }

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__(config)
        mode = getattr(sudachipy.SplitMode, config["mode"])
        self._sudachi = sudachipy.Dictionary(dict=config["dictionary"]).tokenizer(mode)

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> JapaneseTokenizer:
        return cls(config)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of an attribute of the message, spaces left out."""
        return [
            Token(word.surface(), word.begin(), lemma=_fold(word.normalized_form()))
            for word in self._sudachi.tokenize(message.get(attribute))
            if word.surface().strip()
        ]


def _fold(form: str) -> str:
    return unicodedata.normalize("NFKC", form).lower()
