"""Links LINE to the citizen's account with the city, and ends that link. Owner: デジタル推進課 (department `digital`).

The citizen signs in on our own page, never in the conversation, and LINE confirms who they are (docs/account-link.md).
"""

from __future__ import annotations

import logging
from urllib.parse import urlencode

from bot.clients.accounts import Linking
from bot.clock import TOKYO
from bot.dialogue.choices import help_choice
from bot.dialogue.dates import say_date
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.errors import PermanentFault, TemporaryFault
from bot.messages import Card, Channel, Choice, InboundKind
from handlers.account import service
from handlers.account.models import AccountLink

log = logging.getLogger(__name__)


class Account(Handler):
    name = "account"
    intents = ("account_link", "account_unlink")
    at_any_step = ("account_unlink",)
    kinds = (InboundKind.ACCOUNT_LINK,)
    actions = ("unlink",)

    def start(self, turn: Turn) -> Reply:
        linking = turn.house.linking
        if linking is None:
            return Done((turn.say("not_offered", (help_choice(turn),)),))
        if turn.inbound.channel is not Channel.LINE:
            return Done((turn.say("only_in_line", (help_choice(turn),)),))
        if turn.inbound.kind is InboundKind.ACCOUNT_LINK:
            return self._complete(turn)
        if turn.interpretation.intent.name == "account_unlink":
            return self.do_unlink(turn)
        return self._begin(turn, linking)

    def do_unlink(self, turn: Turn) -> Reply:
        """At once: it can be linked again."""
        key = "unlinked" if service.unlink(turn.session, turn.conversation_id) else "nothing_linked"
        return Done((turn.say(key, (_again(turn), help_choice(turn))),))

    def _begin(self, turn: Turn, linking: Linking) -> Reply:
        token = _issue_token(turn, linking)  # before the session is opened, since LINE may take seconds
        link = service.find_link(turn.session, turn.conversation_id)
        if link is not None:
            return Done((_say_linked(turn, link),))
        if not token:
            return Done((turn.say("line_is_silent", (_again(turn), help_choice(turn))),))
        service.begin(turn.session, _keeper(turn), turn.conversation_id, token, turn.now)
        query = urlencode({"linkToken": token, "lang": turn.language})
        button = Choice(turn.text("sign_in"), url=f"{turn.house.public_url}/account/link?{query}")
        minutes = int(service.TOKEN_LIFE.total_seconds() // 60)
        note = turn.text("begin_note", minutes=minutes)
        return Done((Card(turn.text("begin_title"), turn.text("begin_text"), buttons=(button,), note=note),))

    def _complete(self, turn: Turn) -> Reply:
        """LINE says who came with a nonce. Without a reply token, LINE's own page has said that it failed."""
        said = turn.inbound.params
        try:
            service.complete(
                turn.session,
                _keeper(turn),
                turn.conversation_id,
                said.get("nonce", ""),
                is_ok=said.get("result") == "ok",
                now=turn.now,
            )
        except service.NotLinked:
            return Done(
                (turn.say("not_linked", (_again(turn), help_choice(turn))),) if turn.inbound.reply_token else ()
            )
        return Done((turn.say("linked", (help_choice(turn),)),))


def _issue_token(turn: Turn, linking: Linking) -> str:
    try:
        return linking.issue_token(turn.inbound.address)
    except (TemporaryFault, PermanentFault) as error:
        log.warning("no link token for conversation %s: %s", turn.conversation_id, error)
        return ""


def _say_linked(turn: Turn, link: AccountLink) -> Card:
    since = say_date(turn, link.linked_at.astimezone(TOKYO).date())
    unlink = Choice(turn.text("unlink"), postback="account.unlink")
    return Card(
        turn.text("is_linked"), turn.text("linked_since", date=since), buttons=(unlink,), choices=(help_choice(turn),)
    )


def _again(turn: Turn) -> Choice:
    return Choice(turn.text("link"), postback="account.start")


def _keeper(turn: Turn) -> service.Keeper:
    return service.Keeper(turn.house.secret_key)
