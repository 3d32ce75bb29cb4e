"""A handover in words: how cases stand, what is planned and what to watch. Nothing of the thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from admin.page import Words, show_time
from bot.documents.office import find_office
from bot.documents.slip import Slip
from bot.documents.wording import Wording
from handlers.child_consultation.admin.desk import Desk
from handlers.child_consultation.models import ChildCase, ChildMeeting, ChildNote, ChildReferral
from handlers.child_consultation.service import together
from handlers.child_consultation.service.appointments import find_coming
from handlers.child_consultation.service.rights import is_for_all, list_assigned, may_read_note
from handlers.child_consultation.service.working import is_waiting

NONE = "–"
BETWEEN = " / "
Fact = tuple[str, str]


@dataclass(frozen=True)
class Summary:
    """In the language of who asks for it."""

    desk: Desk

    def sum_up_night(self, cases: Sequence[ChildCase], disciplines: Mapping[int, list[str]]) -> Slip:
        """What is open, the most urgent first, as the page has it."""
        facts = []
        for one in cases:
            facts.append((one.number, self._stand(one, disciplines.get(one.id or 0, []))))
            facts += [(self._say("watch"), one.watch)] if one.watch else []
        notes = [] if cases else [self._say("handover_none")]
        return self._slip("handover", "handover_at", show_time(self.desk.now), facts, notes)

    def sum_up_case(self, session: Session, case: ChildCase, *, has_all_notes: bool) -> Slip:
        """How it stands, with the notes that all who work on it may read; or with all that who asks may."""
        id = case.id or 0
        opened = f"{show_time(case.opened_at)} {self._say(f'channel_{case.channel}')}"
        assigned = list_assigned(session, id)
        facts = [
            (self._say("level"), self._stand(case, assigned)),
            (self._say("topics"), ", ".join(map(self.desk.name_topic, case.topics)) or NONE),
            (self._say("opened"), opened),
            (self._say("watch"), case.watch or NONE),
            *self._list_planned(session, id),
            *self._list_notes(session, id, None if has_all_notes else assigned),
        ]
        return self._slip("handover_case", "number", case.number, facts, [self._say("handover_case_note")])

    def _stand(self, case: ChildCase, disciplines: Iterable[str]) -> str:
        """Level, state, by when, whose."""
        due = show_time(case.due_at) if is_waiting(case) else ""
        late = due and case.due_at < self.desk.now
        child = self._say("child") if case.is_child else ""
        until = self._say("late", when=due) if late else due and f"{self._say('due')} {due}"
        named = ", ".join(map(self.desk.name_discipline, disciplines)) or self._say("disciplines_none")
        said = (self._say(f"level_{case.level}"), self._say(f"state_{case.state}"), child, until, named)
        return BETWEEN.join(filter(None, said))

    def _list_planned(self, session: Session, id: int) -> list[Fact]:
        """Times, other cases and other departments, where there are any. No telephone number, link or place."""
        facts = []
        if coming := find_coming(session, id, self.desk.now):
            kind = self._say(f"kind_{coming.kind}")
            facts.append((self._say("appointment"), f"{show_time(coming.starts_at)} {kind}"))
        siblings = [f"{one.number} {self._say(f'level_{one.level}')}" for one in together.list_siblings(session, id)]
        facts += [(self._say("siblings"), BETWEEN.join(siblings))] if siblings else []
        facts += [(self._say("meeting"), self._tell_meeting(one)) for one in together.list_meetings(session, id)]
        referrals = together.list_referrals(session, id)
        return facts + [(self._say("referrals"), self._tell_referral(one)) for one in referrals]

    def _tell_meeting(self, meeting: ChildMeeting) -> str:
        when = f"{show_time(meeting.starts_at)} {self._say('minutes_of', minutes=meeting.minutes)}"
        return BETWEEN.join(filter(None, (when, meeting.decisions)))

    def _tell_referral(self, referral: ChildReferral) -> str:
        department = Words(self.desk.house).name_department(referral.department)
        until = self._say("until", day=referral.until.isoformat())
        state = BETWEEN.join((department, self._say(f"referral_{referral.state}"), until))
        answer = f"{self._say('referral_answer')}: {referral.answer}" if referral.answer else ""
        return BETWEEN.join(filter(None, (state, referral.asked, answer)))

    def _list_notes(self, session: Session, id: int, assigned: Sequence[str] | None) -> list[Fact]:
        """What is left out is counted by whom it is for. Paper is read by all of `assigned`; None: by whom it is given
        to."""
        notes = together.list_notes(session, id)
        readable = [one for one in notes if may_read_note(self.desk.reader, one)]
        printed = [one for one in readable if assigned is None or is_for_all(one, assigned)]
        kept = Counter(self._name_readers(one) for one in readable if one not in printed)
        name, hidden = self._say("note"), len(notes) - len(readable)
        facts = [(name, f"{show_time(one.at)}{BETWEEN}{one.words}") for one in printed]
        facts += [(name, self._say("not_printed", count=count, readers=whom)) for whom, count in sorted(kept.items())]
        return facts + ([(name, self._say("hidden", count=hidden))] if hidden else [])

    def _name_readers(self, note: ChildNote) -> str:
        return ", ".join(map(self.desk.name_discipline, note.readers)) or self._say("readers_none")

    def _slip(self, title: str, name: str, number: str, facts: Iterable[Fact], notes: Iterable[str]) -> Slip:
        language, city = Words(self.desk.house).language, self.desk.house.city
        return Slip(
            language,
            Wording(self._say(title)),
            number,
            self.desk.now,
            find_office(city, language, self.desk.catalogue.department),
            facts=[(Wording(key), Wording(value)) for key, value in facts],
            notes=[Wording(one) for one in notes],
            number_name=Wording(self._say(name)),
        )

    def _say(self, key: str, **values: object) -> str:
        return Words(self.desk.house).text(f"child_consultation.admin_{key}", **values)
