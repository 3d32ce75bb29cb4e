"""Changes the language of the conversation, at any step. Owner: 多文化共生課 (department `international`)."""

from __future__ import annotations

from bot.dialogue.handler import Handler
from bot.dialogue.reply import ChooseLanguage, Reply
from bot.dialogue.turn import Turn
from bot.errors import UserError
from bot.messages import Choice, Text
from handlers.language.slot import LanguageSlot


class Language(Handler):
    name = "language"
    intents = ("change_language",)
    at_any_step = ("change_language",)
    slots = (LanguageSlot("language"),)
    actions = ("set",)
    for_others = False

    def finish(self, turn: Turn) -> Reply:
        return self._choose(turn, turn.slots["language"])

    def do_set(self, turn: Turn) -> Reply:
        """A button that says which language, e.g. in the rich menu."""
        language = turn.postback_params.get("language", "")
        if language not in turn.house.texts.languages:
            raise UserError("dialogue.expired")
        return self._choose(turn, language)

    def _choose(self, turn: Turn, language: str) -> Reply:
        helpful = Choice(turn.text_in(language, "dialogue.what_can_you_do"), postback="help.start")
        return ChooseLanguage(language, (Text(turn.text_in(language, "changed"), (helpful,)),))
