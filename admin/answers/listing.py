"""The list, with filters that stay in the address."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from admin.answers.common import Pages, Route, read_filters
from admin.page import Words
from bot.models.faq import FaqState
from bot.models.staff import Role
from bot.services.faq import listing


class Listing(Pages):
    def routes(self) -> tuple[Route, ...]:
        return (("GET", "/", self.show_list),)

    def show_list(self) -> ResponseReturnValue:
        filters, today = read_filters(), self.doing().today
        page = request.args.get("page", 1, type=int)
        with self.house.database.read() as session:
            found = listing.list_entries(session, filters, today, min(page, 1_000_000))
            categories, owners = listing.list_categories(session), listing.list_departments(session)
        words = Words(self.house)
        return self.render(
            "list.html",
            found=found,
            filters=filters,
            today=today,
            categories=[(one, one) for one in categories],
            owners=self.name_owners(owners),
            states=[(state, words.text(f"state_{state}")) for state in FaqState],
            tongues=self.name_languages(),
            may_write=bool(self.list_choices(Role.EDITOR)),
        )
