"""Stores a portion of rows: what is there already stays, what was corrected takes its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from bot.models.vault import Vault
from handlers.health_records.models import HealthEvent, HealthPerson, HealthRelation
from handlers.health_records.service.importing.rows import EventRow, Finding, PersonRow, Row
from handlers.health_records.service.pausing import PauseKind, propose_pause
from handlers.health_records.service.pregnancies import note_pregnancy

Found = TypeVar("Found", bound=SQLModel)
PERSON_FIELDS = ("name", "kana", "birth_date", "sex", "district", "is_moved_away", "is_protected")
EVENT_FIELDS = ("code", "dose", "held_on", "until", "result", "lot", "place", "measures")


@dataclass
class Portion:
    """What became of the rows: how many are `new`, `changed`, `same`, `refused`, and what was noticed."""

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    without_guardian: list[Row] = field(default_factory=list)  # who was not known yet


@dataclass
class Storing:
    """One file's; `seen` are keys of rows that it had already, and the rows they were in."""

    session: Session
    vault: Vault
    import_id: int
    now: datetime
    seen: dict[str, int]

    def store(self, rows: Sequence[Row]) -> Portion:
        portion = Portion()
        persons = self._find_persons(rows)
        born = self._list_born(rows, persons)
        taken: list[tuple[Row, str]] = []  # with what became of the person
        for row in rows:
            person, before = persons.get(row.person.number), ""
            if person is None:
                before, person = "new", self._add_person(row, born, portion)
                persons[row.person.number] = person
            elif (before := self._update_person(row, person, portion)) == "refused":
                portion.counts[before] += 1
                continue
            taken.append((row, before))
        self.session.flush()
        self._store_events(taken, persons, portion)
        self._propose_pauses([row for row, _ in taken], persons, portion)
        self._store_guardians([row for row, _ in taken], persons, portion)
        return portion

    def retry_guardians(self, rows: Sequence[Row]) -> Portion:
        """Of those whose guardians came later in the file; who is still unknown is a finding."""
        portion = Portion()
        self._store_guardians(rows, self._find_persons(rows), portion)
        portion.findings = [Finding(one.number, "guardian", "unknown_guardian") for one in portion.without_guardian]
        return portion

    def _find_persons(self, rows: Sequence[Row]) -> dict[str, HealthPerson]:
        numbers = {row.person.number for row in rows} | {one for row in rows for one in row.guardians}
        found = _find(self.session, self.vault, HealthPerson, "health_person.number", numbers)
        return {one.number: one for one in found}

    def _list_born(self, rows: Sequence[Row], persons: dict[str, HealthPerson]) -> dict[str, set[str]]:
        """By reading and date of birth: the numbers of who is known with them."""
        keys = {row.person.match_key for row in rows if row.person.number not in persons}
        born: dict[str, set[str]] = {}
        for one in _find(self.session, self.vault, HealthPerson, "health_person.match_key", keys):
            born.setdefault(one.match_key, set()).add(one.number)
        return born

    def _add_person(self, row: Row, born: dict[str, set[str]], portion: Portion) -> HealthPerson:
        known = born.setdefault(row.person.match_key, set())
        if known - {row.person.number}:
            portion.findings.append(Finding(row.number, "number", "same_name_and_birth"))
        known.add(row.person.number)
        person = HealthPerson(
            number=row.person.number,
            number_index=self.vault.index("health_person.number", row.person.number),
            match_key=row.person.match_key,
            match_key_index=self.vault.index("health_person.match_key", row.person.match_key),
            changed_at=self.now,
            **{name: getattr(row.person, name) for name in PERSON_FIELDS},
        )
        _note_pregnancy(row, person)
        self.session.add(person)
        return person

    def _update_person(self, row: Row, person: HealthPerson, portion: Portion) -> str:
        """`same`, `changed`, or `refused`: with another name and another birth it is somebody else's number."""
        given = row.person
        has_new_name, has_new_birth = person.name != given.name, person.birth_date != given.birth_date
        if has_new_name and has_new_birth:
            portion.findings.append(Finding(row.number, "number", "other_person", is_refused=True))
            return "refused"
        if has_new_name:
            portion.findings.append(Finding(row.number, "name", "name_changed"))
        if has_new_birth:
            portion.findings.append(Finding(row.number, "birth_date", "birth_changed"))
        is_changed = _change(person, given, PERSON_FIELDS)
        if not _note_pregnancy(row, person) and not is_changed:
            return "same"
        person.match_key = given.match_key
        person.match_key_index = self.vault.index("health_person.match_key", given.match_key)
        person.changed_at = self.now
        self.session.add(person)
        return "changed"

    def _store_events(
        self, taken: Iterable[tuple[Row, str]], persons: dict[str, HealthPerson], portion: Portion
    ) -> None:
        keyed = [(row, row.event.make_key(row.person.number), before) for row, before in taken if row.event]
        there = {
            one.row_key: one
            for one in _find(
                self.session, self.vault, HealthEvent, "health_event.row_key", {key for _, key, _ in keyed}
            )
        }
        for row, key, _ in keyed:
            assert row.event is not None
            if self.seen.setdefault(key, row.number) != row.number:
                portion.findings.append(Finding(row.number, "", "twice"))
            event = there.get(key)
            if event is None:
                person_id = persons[row.person.number].id or 0
                there[key] = self._add_event(person_id, row, row.event, key)
                portion.counts["new"] += 1
                continue
            is_changed = _change(event, row.event, EVENT_FIELDS)
            if is_changed:
                event.import_id, event.row_number, event.changed_at = self.import_id, row.number, self.now
                self.session.add(event)
            portion.counts["changed" if is_changed else "same"] += 1
        portion.counts.update(before for row, before in taken if row.event is None)

    def _add_event(self, person_id: int, row: Row, event: EventRow, key: str) -> HealthEvent:
        made = HealthEvent(
            person_id=person_id,
            kind=event.kind,
            row_key=key,
            row_key_index=self.vault.index("health_event.row_key", key),
            import_id=self.import_id,
            row_number=row.number,
            changed_at=self.now,
            **{name: getattr(event, name) for name in EVENT_FIELDS},
        )
        self.session.add(made)
        return made

    def _propose_pauses(self, rows: Iterable[Row], persons: dict[str, HealthPerson], portion: Portion) -> None:
        """They wait for a doctor or nurse; the same again does not."""
        for row in rows:
            if row.pause is None:
                continue
            person_id, kind = persons[row.person.number].id or 0, PauseKind(row.pause.kind)
            span = row.pause.began_on, row.pause.ended_on
            if propose_pause(self.session, self.vault, person_id, *span, kind, "", None, self.now) != "same":
                portion.findings.append(Finding(row.number, "pause_from", "pause_waits"))

    def _store_guardians(self, rows: Iterable[Row], persons: dict[str, HealthPerson], portion: Portion) -> None:
        """A row that names guardians names all of them: who was one before is none any more."""
        named = {row.person.number: row for row in rows if row.guardians}  # the last row of each child
        child_ids = [persons[number].id for number in named]
        relations = select(HealthRelation).where(col(HealthRelation.child_id).in_(child_ids))
        known: dict[int, set[int]] = {}
        for one in self.session.exec(relations):
            known.setdefault(one.child_id, set()).add(one.parent_id)
        for number, row in named.items():
            child_id = persons[number].id or 0
            parents = {persons[one].id or 0 for one in row.guardians if one in persons}
            if len(parents) < len(set(row.guardians)):
                portion.without_guardian.append(row)
            self._replace_parents(child_id, known.get(child_id, set()), parents)
            if self._has_twin(child_id, persons[number].birth_date, parents - known.get(child_id, set())):
                portion.findings.append(Finding(row.number, "birth_date", "twins"))
        self.session.flush()

    def _replace_parents(self, child_id: int, known: set[int], parents: set[int]) -> None:
        if known - parents:
            gone = col(HealthRelation.child_id) == child_id, col(HealthRelation.parent_id).in_(known - parents)
            self.session.execute(delete(HealthRelation).where(*gone))
        for parent_id in sorted(parents - known):
            self.session.add(HealthRelation(parent_id=parent_id, child_id=child_id, made_at=self.now))

    def _has_twin(self, child_id: int, birth_date: date, new_parents: set[int]) -> bool:
        """Another child of theirs, born on the same day: two persons, which somebody should know of."""
        if not new_parents:
            return False
        self.session.flush()
        siblings = (
            select(HealthPerson)
            .join(HealthRelation, col(HealthRelation.child_id) == HealthPerson.id)
            .where(col(HealthRelation.parent_id).in_(new_parents), HealthPerson.id != child_id)
        )
        return any(one.birth_date == birth_date for one in self.session.exec(siblings))


def _note_pregnancy(row: Row, person: HealthPerson) -> bool:
    told = row.pregnancy
    return told is not None and note_pregnancy(person, told.due_on, is_over=told.is_over)


def _find(session: Session, vault: Vault, model: type[Found], column: str, values: Iterable[str]) -> Sequence[Found]:
    """Rows whose sealed column has one of the values."""
    indexes = [index for value in values for index in vault.list_indexes(column, value)]
    index = getattr(model, f"{column.partition('.')[2]}_index")
    return session.exec(select(model).where(col(index).in_(indexes))).all() if indexes else []


def _change(there: HealthPerson | HealthEvent, given: PersonRow | EventRow, fields: Iterable[str]) -> bool:
    """Whether anything was written over."""
    changed = [name for name in fields if getattr(there, name) != getattr(given, name)]
    for name in changed:
        setattr(there, name, getattr(given, name))
    return bool(changed)
