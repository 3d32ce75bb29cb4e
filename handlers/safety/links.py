"""The ways to what relatives can be told."""

from __future__ import annotations

from urllib.parse import urlencode

from bot.dialogue.turn import Turn
from bot.forms.links import FormLink, read_link, sign_link
from bot.messages import Choice

PATH = "/safety/word"
FAMILY = "/shelters/family"  # where relatives ask, whatever somebody agreed to
FORM = "safe_word"


def relative_choices(turn: Turn) -> tuple[Choice, ...]:
    """Let relatives ask after me, and ask after them."""
    base, language = turn.house.public_url.rstrip("/"), urlencode({"lang": turn.language})
    token = sign_link(turn.house.secret_key, FormLink(turn.conversation_id, FORM, turn.language))
    return (
        Choice(turn.text("word_choice"), url=f"{base}{PATH}/{token}?{language}"),
        Choice(turn.text("family_choice"), url=f"{base}{FAMILY}?{language}"),
    )


def read_token(secret_key: str, token: str) -> int | None:
    """The conversation whose page this is; None for a token that is forged or too old."""
    found = read_link(secret_key, token)
    return found.conversation_id if found is not None and found.form == FORM else None
