"""`/admin/shelters/<id>/people`: who is at a shelter, with needs and totals; the poster with the QR code; the tablet.

Every look at the names is an entry in the audit log.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from admin.house import AdminHouse
from admin.page import render, tell, warn
from admin.visit import current_staff
from bot.models.staff import Role
from bot.pages import html_lang
from bot.services.audit import Purpose, record
from bot.tickets.page import draw
from handlers.shelters.actions import ShelterAction
from handlers.shelters.links import door_url, tablet_url
from handlers.shelters.models import Shelter
from handlers.shelters.service.parties import (
    check_out,
    count_persons,
    count_present,
    find_age,
    list_members,
    list_present,
    tokyo_day,
)
from handlers.shelters.service.standing import By, report

EASY = "ja-easy"  # says the same as the Japanese on the poster


@dataclass(frozen=True)
class People:
    house: AdminHouse

    def show_people(self, shelter_id: int) -> ResponseReturnValue:
        now, only_needs = self.house.clock(), request.args.get("needs") == "1"
        with self.house.database.write() as session:
            shelter = self._find(session, shelter_id)
            parties = [(party, list_members(party)) for party in list_present(session, shelter_id)]
            if parties:
                self._record(session, ShelterAction.PEOPLE_VIEWED, shelter_id, {"families": len(parties)})
        today = tokyo_day(now)
        totals = count_present((party for party, _ in parties), today)
        shown = [one for one in parties if not only_needs or any(member.needs for member in one[1])]
        return render(
            self.house,
            "shelter_desk/people.html",
            shelter=shelter,
            parties=shown,
            totals=totals,
            only_needs=only_needs,
            age=lambda member: find_age(member, today),
        )

    def check_out(self, shelter_id: int) -> ResponseReturnValue:
        said = request.form.get("party", "")
        party_id = int(said) if said.isascii() and said.isdigit() else abort(400)
        with self.house.database.write() as session:
            self._find(session, shelter_id)
            is_done = check_out(session, shelter_id, party_id, self.house.clock())
            if is_done:
                self._record(session, ShelterAction.CHECKED_OUT, shelter_id, {"party": party_id})
        if is_done:
            tell(self.house, "shelters.admin_checked_out")
        else:
            warn(self.house, "shelters.admin_not_here")
        return redirect(url_for(".show_people", shelter_id=shelter_id), 303)

    def report_count(self, shelter_id: int) -> ResponseReturnValue:
        """What was checked in becomes the number of persons that everybody sees."""
        with self.house.database.write() as session:
            self._find(session, shelter_id)
            persons = count_persons(session, shelter_id)
            done = report(session, [shelter_id], By(current_staff().staff_id), self.house.clock(), persons=persons)
            if done:
                self._record(session, ShelterAction.REPORTED, shelter_id, {"persons": persons})
        if done:
            tell(self.house, "shelters.admin_reported")
        else:
            warn(self.house, "shelters.admin_is_closed")
        return redirect(url_for(".show_people", shelter_id=shelter_id), 303)

    def show_door(self, shelter_id: int) -> ResponseReturnValue:
        """To print; the tablet's page beside it."""
        house = self.house.engine.house
        with self.house.database.read() as session:
            shelter = self._find(session, shelter_id)
            session.expunge_all()
        url = door_url(house.public_url, house.secret_key, shelter_id)
        tablet = tablet_url(house.public_url, house.secret_key, shelter_id)
        texts = self.house.texts
        titles = [(html_lang(one), texts.get(one, "check_in.poster")) for one in texts.languages if one != EASY]
        return render(
            self.house,
            "shelter_desk/door.html",
            shelter=shelter,
            url=url,
            tablet=tablet,
            picture=draw(url),
            titles=titles,
        )

    def _find(self, session: Session, shelter_id: int) -> Shelter:
        return session.get(Shelter, shelter_id) or abort(404)

    def _record(self, session: Session, action: ShelterAction, shelter_id: int, new: object) -> None:
        record(
            session,
            current_staff().act_as(role=Role.SERVICE),
            action,
            object_kind="shelter",
            object_id=str(shelter_id),
            purpose=Purpose.APPLICATION,
            new=new,
            now=self.house.clock(),
        )
