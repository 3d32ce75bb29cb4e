"""Shows, hands out and deletes what we hold about a citizen, and says who saw it.

Owner: デジタル推進課 (department `digital`). Basis: 個人情報の保護に関する法律 (disclosure, deletion).

Contents are never shown in the channel itself, where others may look on; file and page come from our own origin through
a signed link that lives ten minutes. The entries of the audit log, from which it says who saw what, stay when the data
is deleted.
"""

from __future__ import annotations

from bot.dialogue.choices import help_choice, person_choice
from bot.dialogue.handler import Handler
from bot.dialogue.reply import Ask, Done, Reply
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice, Message
from bot.services import personal_data
from bot.services.audit.reading import list_accesses
from handlers.my_data.accesses import say_access
from handlers.my_data.links import LIFE_SECONDS, sign_conversation

SHOWN_UNFINISHED = 5
SHOWN = 3  # accesses in the conversation; more are on the page


class MyData(Handler):
    name = "my_data"
    intents = ("my_data",)
    actions = ("export", "accesses", "delete")

    def start(self, turn: Turn) -> Reply:
        buttons = (
            Choice(turn.text("export"), postback="my_data.export"),
            Choice(turn.text("accesses"), postback="my_data.accesses"),
            Choice(turn.text("delete"), postback="my_data.delete"),
        )
        return Done(
            (
                Card(
                    title=turn.text("held"),
                    text=turn.text("purpose"),
                    facts=self._count(turn),
                    buttons=buttons,
                    note=turn.text("kept_for", days=turn.house.city.retention_days),
                    choices=(help_choice(turn),),
                ),
            )
        )

    def do_export(self, turn: Turn) -> Reply:
        """A link to a file with everything."""
        token = sign_conversation(turn.house.secret_key, turn.conversation_id)
        download = Choice(turn.text("download"), url=f"{turn.house.public_url}/my-data/{token}")
        minutes = LIFE_SECONDS // 60
        return Done((Card(turn.text("ready"), turn.text("link_life", minutes=minutes), buttons=(download,)),))

    def do_accesses(self, turn: Turn) -> Reply:
        """Which offices have seen it, and what for: the last ones here, all of them on our own page."""
        house, found = turn.house, list_accesses(turn.session, turn.conversation_id)
        if not found:
            return Done((turn.say("seen_by_nobody", (help_choice(turn),)),))
        said = [say_access(turn, house.texts, house.city, turn.language, access) for access in found[:SHOWN]]
        facts = tuple((one.at, turn.text("seen_by", who=one.who, purpose=one.purpose)) for one in said)
        buttons: tuple[Choice, ...] = ()
        if len(found) > SHOWN:
            token = sign_conversation(house.secret_key, turn.conversation_id)
            url = f"{house.public_url}/my-data/{token}/accesses?lang={turn.language}"
            buttons = (Choice(turn.text("all_accesses"), url=url),)
        title, text = turn.text("seen_title"), turn.text("seen_text")
        return Done((Card(title, text, facts, buttons, choices=(help_choice(turn),)),))

    def do_delete(self, turn: Turn) -> Reply:
        """Asks first; what the city still works on would be lost, and must end before."""
        return self._find_unfinished(turn) or Ask("confirmed")

    def summary(self, turn: Turn) -> Message:
        return Card(turn.text("delete_title"), turn.text("delete_means"))

    def finish(self, turn: Turn) -> Reply:
        if unfinished := self._find_unfinished(turn):
            return unfinished
        personal_data.erase(turn.session, turn.conversation_id, turn.inbox_id, turn.now)
        return Done((turn.say("deleted"),))

    def _find_unfinished(self, turn: Turn) -> Reply | None:
        found = [one for handler in turn.house.registry for one in handler.list_unfinished(turn)]
        if not found:
            return None
        shown = found[:SHOWN_UNFINISHED]
        card = Card(
            title=turn.text("unfinished_title"),
            text=turn.text("unfinished", count=len(found)),
            facts=tuple((one.what, one.state) for one in shown),
            buttons=tuple(one.way for one in shown),
            choices=(person_choice(turn), help_choice(turn)),
        )
        return Done((card,))

    def _count(self, turn: Turn) -> tuple[tuple[str, str], ...]:
        counts: dict[str, int] = {}
        for table, rows in personal_data.count_rows(turn.session, turn.conversation_id).items():
            words = self._name_table(turn, table)
            counts[words] = counts.get(words, 0) + rows
        return tuple((words, turn.text("rows", count=count)) for words, count in counts.items())

    def _name_table(self, turn: Turn, table: str) -> str:
        """A service says in its own texts what its table holds: `table_<name>`."""
        keys = (f"{handler.name}.table_{table}" for handler in turn.house.registry)
        key = next((key for key in keys if turn.house.texts.has(key)), "my_data.table_other")
        return turn.text(key)
