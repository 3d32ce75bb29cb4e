"""Opens the page of a citizen's own health records, and takes what they ask to see of their family.

Owner: 健康課 (department `health`). Basis: 予防接種法, 母子保健法, 健康増進法; 個人情報の保護に関する法律.

Nothing of a record is said in a conversation: LINE keeps what is said there.
"""

from __future__ import annotations

from urllib.parse import urlencode

from bot.city import City
from bot.dialogue.choices import form_choice, help_choice, person_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Done, GoTo, Reply, Say
from bot.dialogue.tracker import HandlerEnded
from bot.dialogue.turn import Turn
from bot.errors import Refused
from bot.messages import Card, Choice
from bot.models.vault import Vault
from bot.services.form_entries import find_sent
from handlers.health_records.links import sign_page_link
from handlers.health_records.models import RequestKind
from handlers.health_records.service.facts import check_health_facts, find_health_facts
from handlers.health_records.service.requests import ask
from handlers.health_records.service.visits import find_or_add_account

KINDS = {"health_parent": RequestKind.PARENT, "health_proxy": RequestKind.PROXY}


class HealthRecords(Handler):
    name = "health_records"
    intents = ("health_record",)
    actions = ("family",)
    for_others = False  # who sees whose is settled on the page

    def check_city(self, city: City) -> None:
        check_health_facts(city)

    def start(self, turn: Turn) -> Reply:
        """The button to the page, and nothing of a record."""
        if find_health_facts(turn.house.city) is None:
            turn.record(HandlerEnded(self.name))
            return GoTo("faq")  # which knows the office, and what the city has written
        url = f"{turn.house.public_url}/health?{urlencode({'lang': turn.language, **_make_link(turn)})}"
        buttons = (
            Choice(turn.text("open_page"), url=url),
            Choice(turn.text("for_family"), postback="health_records.family"),
        )
        choices = (person_choice(turn), help_choice(turn))
        return Done((Card(turn.text("title"), turn.text("open_text"), buttons=buttons, choices=choices),))

    def do_family(self, turn: Turn) -> Reply:
        """The forms by which staff can let somebody see records of their family; first an account, which will see."""
        if not _find_account(turn):
            link = Choice(turn.text("account.link"), postback="account.start")
            return Done((turn.say("family_account_first", (link, person_choice(turn), help_choice(turn))),))
        buttons = (
            form_choice(turn, turn.text("open_parent_form"), "health_parent"),
            form_choice(turn, turn.text("open_proxy_form"), "health_proxy"),
        )
        title, text, note = turn.text("for_family"), turn.text("family_text"), turn.text("form_life")
        return Done((Card(title, text, buttons=buttons, note=note, choices=(person_choice(turn), help_choice(turn))),))

    def take_form(self, turn: Turn) -> Reply:
        """Whoever sends one must be known by their account, since it is the account that will see."""
        form, number = turn.inbound.params["form"], turn.inbound.params["number"]
        choices = (person_choice(turn), help_choice(turn))
        account = _find_account(turn)
        entry = find_sent(turn.session, turn.conversation_id, form, number)
        if not account or entry is None:
            return Say((turn.say("form_without_account", choices, number=number),))
        vault: Vault = turn.session.get_bind().dialect.vault  # type: ignore[attr-defined]
        account_id = find_or_add_account(turn.session, vault, account, turn.now)
        try:
            ask(turn.session, KINDS[form], account_id, turn.now, entry=entry)
        except Refused:
            return Say((turn.say("form_too_many", choices, number=number),))
        return Say((turn.say("form_received", choices, number=number),))


def _make_link(turn: Turn) -> dict[str, str]:
    """For who has linked LINE with their account: instead of number and password, and of nothing else."""
    account, secret_key = _find_account(turn), turn.house.secret_key
    return {"from": sign_page_link(secret_key, turn.conversation_id, account, turn.now)} if account else {}


def _find_account(turn: Turn) -> str:
    """With which LINE is linked; empty without one."""
    find_account = turn.house.find_account
    return find_account(turn.session, turn.conversation_id) if find_account else ""
