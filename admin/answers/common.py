"""What the pages of the FAQ have in common: who does something, which entry, and what can't be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import Words, render, tell
from admin.visit import current_staff
from bot.errors import NotFound
from bot.models.faq import FaqEntry, FaqState, FaqVersion
from bot.models.staff import Role
from bot.services.faq.access import Doing, NotNow, NotYours
from bot.services.faq.editing import Changed
from bot.services.faq.listing import Filters
from bot.services.faq.serving import TOPIC
from bot.texts import LANGUAGES

Route = tuple[str, str, Callable[..., ResponseReturnValue]]
BADGES = {
    FaqState.DRAFT: "waiting",
    FaqState.IN_REVIEW: "waiting",
    FaqState.PUBLISHED: "good",
    FaqState.WITHDRAWN: "",
}


@dataclass(frozen=True)
class Pages:
    """A group of pages over one house."""

    house: AdminHouse

    def doing(self) -> Doing:
        return Doing(current_staff(), self.house.clock())

    def get_entry(self, session: Session, entry_id: int) -> FaqEntry:
        """404 for one that is not there."""
        entry = session.get(FaqEntry, entry_id)
        if entry is None:
            abort(404)
        return entry

    def change(self, entry_id: int, act: Callable[[Session, Doing, str], Any], done: str) -> ResponseReturnValue:
        """Do something to an entry, say what came of it on its page, and let the processes know."""
        try:
            with self.house.database.write() as session:
                act(session, self.doing(), self.get_entry(session, entry_id).external_id)
        except (NotFound, NotYours) as fault:
            abort(404 if isinstance(fault, NotFound) else 403)
        except Changed as changed:
            tell(self.house, "answers.changed_since", version=changed.version)
        except NotNow as refused:
            tell(self.house, refused.text_key, **refused.values)
        else:
            tell(self.house, done)
            self.house.bell.ring(TOPIC)
        return redirect(url_for("admin.answers.show", entry_id=entry_id), 303)

    def render(self, template: str, status: int = 200, **values: Any) -> ResponseReturnValue:
        """A page of this section, whose templates name states and origins."""
        words = Words(self.house)

        def say_origin(version: FaqVersion) -> str:
            return words.text(f"answers.origin_{version.origin}", note=version.note)

        def say_state(state: str) -> str:
            return words.text(f"answers.state_{state}")

        says = {"say_state": say_state, "say_origin": say_origin, "badges": BADGES}
        return render(self.house, f"answers/{template}", status, **{"errors": {}, **says, **values})

    def list_choices(self, role: Role) -> list[tuple[str, str]]:
        """(id, name) of the departments in which the member has the role, as the city lists them."""
        staff, language = current_staff(), current_staff().language
        return [(one.id, one.name_in(language)) for one in self.house.city.departments if staff.may(role, one.id)]

    def name_owners(self, owners: Sequence[str]) -> list[tuple[str, str]]:
        """(id, name) of departments, also of ones the city has no more; those without one are nobody's."""
        words = Words(self.house)
        return [(one, words.name_department(one)) for one in owners if one]

    def name_languages(self) -> list[tuple[str, str]]:
        return [(language, self.house.texts.name_language(language)) for language in LANGUAGES]


def read_filters() -> Filters:
    """From the address."""
    asked = request.args
    return Filters(
        text=asked.get("q", "").strip()[:200],
        department=asked.get("department", ""),
        state=asked.get("state", ""),
        category=asked.get("category", ""),
        missing=asked.get("missing", "") if asked.get("missing") in LANGUAGES else "",
        due=asked.get("due") == "1",
    )


def read_ids(text: str) -> list[int]:
    """`12.13.14`; anything else is left out."""
    return [int(part) for part in text.split(".")[:1_000] if part.isascii() and part.isdigit() and len(part) < 10]
