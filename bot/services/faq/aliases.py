"""A citizen's words become another wording of an FAQ that answers them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from bot.models.faq import FaqEntry
from bot.models.staff import Role
from bot.services.faq.access import Doing, access_entry, read_content
from bot.services.faq.content import LONGEST_ALIAS, Wording
from bot.services.faq.editing import save
from bot.services.faq.listing import Filters, list_entries
from bot.services.faq.trials import entry_id
from knowledge.search import Knowledge

_FOUND = 8


def suggest_entries(session: Session, knowledge: Knowledge, words: str, today: date) -> list[FaqEntry]:
    """What the search finds for the words, the best first; then what has all of them in it."""
    hits = knowledge.search(words, _FOUND).hits
    names = list(dict.fromkeys(entry_id(hit) for hit in hits if hit.kind == "faq"))
    rows = session.exec(select(FaqEntry).where(col(FaqEntry.external_id).in_(names)))
    found = {row.external_id: row for row in rows}
    literal = list_entries(session, Filters(text=words), today).entries[:_FOUND]
    more = {row.external_id: row for row in literal}
    return [*(found[name] for name in names if name in found), *(more[name] for name in more if name not in found)]


def add_alias(session: Session, doing: Doing, external_id: str, words: str) -> FaqEntry:
    """In a new draft on top of the newest version; nothing happens where it has the wording already.

    Raises NotFound, NotYours and Wrong.
    """
    entry = access_entry(session, doing, external_id, Role.EDITOR)
    content = read_content(session, entry, entry.version)
    japanese = content.wordings.get("ja", Wording("", ""))
    alias = words[:LONGEST_ALIAS]
    if alias in (japanese.question, *japanese.aliases):
        return entry
    wordings = {**content.wordings, "ja": replace(japanese, aliases=(*japanese.aliases, alias))}
    return save(session, doing, external_id, entry.version, replace(content, wordings=wordings), alias)
