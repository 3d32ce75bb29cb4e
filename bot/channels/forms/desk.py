"""What happens to a form behind its pages: opened, saved, looked at and sent, each in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from bot import inbox
from bot.channels.forms.counter import FormCounter, Verifying
from bot.clients.identity.protocol import VerifiedPerson
from bot.clock import utc_now
from bot.db import Database
from bot.errors import NotFound
from bot.forms.checking import Checked, check_form, list_inputs, write_typed
from bot.forms.definition import Form
from bot.forms.links import FormLink
from bot.forms.photos import Photo
from bot.messages import Channel, Inbound, InboundKind
from bot.models.conversation import Conversation
from bot.models.forms import EntryState, FormEntry, VerifiedIdentity
from bot.services import form_entries
from bot.services.identities import Verification, drop_identity, find_identity, seal_identity, take_in


class SentAlready(Exception):
    """Somebody was first: another tab, or the button pressed twice."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class ChangedMeanwhile(Exception):
    """It is to be verified anew, or by somebody else than the page says: nothing was sent."""


@dataclass(frozen=True)
class Sheet:
    """A form with what is in it so far."""

    form: Form
    entry: FormEntry
    photos: tuple[str, ...]  # fields that have one
    channel: Channel
    identity: VerifiedIdentity | None = None  # that still counts, where one is wanted

    @property
    def typed(self) -> Mapping[str, str]:
        return self.lock(self.entry.content)

    @property
    def locked(self) -> Mapping[str, str]:
        """By field, what an identity provider says and nobody else may."""
        return dict(self.identity.given) if self.identity else {}

    @property
    def needs_identity(self) -> bool:
        return self.entry.wants_identity and self.identity is None

    def lock(self, typed: Mapping[str, str]) -> dict[str, str]:
        """What was typed, under what is locked."""
        inputs = {name for field in self.form.fields if field.name in self.locked for name in list_inputs(field)}
        own = {name: value for name, value in typed.items() if name not in inputs}
        return own | write_typed(self.form, self.locked)

    @property
    def is_resumed(self) -> bool:
        """Whether the citizen wrote in it before; what is known from the conversation is in it from the beginning."""
        return self.entry.changed_at > self.entry.opened_at and bool(self.typed or self.photos)

    @property
    def is_sent(self) -> bool:
        return self.entry.state == EntryState.SENT

    def check(self) -> Checked:
        return check_form(self.form, self.typed, self.photos)


def open_form(database: Database, link: FormLink) -> str:
    """The key of the draft that the link leads to. Raises NotFound when the conversation is gone."""
    with database.write() as session:
        if session.get(Conversation, link.conversation_id) is None:
            raise NotFound("the conversation is deleted")
        return form_entries.open_draft(session, link.conversation_id, link.form, utc_now(), link.about).key


def load_sheet(counter: FormCounter, name: str, key: str) -> Sheet:
    """Raises NotFound."""
    form = counter.forms.find(name)
    with counter.database.read() as session:
        entry = form_entries.find_entry(session, key)
        if form is None or entry is None or entry.form != name:
            raise NotFound("no such form")
        conversation = session.get(Conversation, entry.conversation_id)
        assert conversation is not None
        photos = tuple(form_entries.list_photo_fields(session, entry))
        identity = find_identity(session, entry) if entry.wants_identity else None
        session.expunge_all()
    if entry.wants_identity:
        form = form.spare()
    counts = identity is not None and identity.good_until >= utc_now()
    return Sheet(form, entry, photos, Channel(conversation.channel), identity if counts else None)


def save(database: Database, sheet: Sheet, typed: Mapping[str, str], photos: Mapping[str, Photo | None]) -> None:
    """Keep what was typed, photos that came and leave out those that are None. Raises SentAlready."""
    now = utc_now()
    with database.write() as session:
        if not form_entries.save_draft(session, sheet.entry.key, sheet.lock(typed), now):
            raise SentAlready(_find_number(session, sheet.entry.key))
        for field, photo in photos.items():
            if photo is None:
                form_entries.drop_photo(session, sheet.entry, field)
            else:
                form_entries.put_photo(session, sheet.entry, field, photo, now)


def begin_anew(database: Database, sheet: Sheet) -> None:
    """Forget what was typed so far."""
    with database.write() as session:
        form_entries.clear_draft(session, sheet.entry, utc_now())


def take_identity(counter: FormCounter, sheet: Sheet, verifying: Verifying, person: VerifiedPerson) -> None:
    """Who fills it in is known from now on; nothing happens to one that was sent, or wants none any more.

    Raises VerificationRefused.
    """
    assert sheet.entry.id is not None
    said = Verification(verifying.provider, person, verifying.minutes)
    with counter.database.write() as session:
        take_in(session, counter.database.vault, sheet.form, sheet.entry.id, said, utc_now())


def send(counter: FormCounter, sheet: Sheet, values: Mapping[str, str]) -> None:
    """Send the form, and tell the conversation so in the same transaction. Raises SentAlready and ChangedMeanwhile."""
    with counter.database.write() as session:
        sent = form_entries.send_draft(session, sheet.entry.key, values, sheet.form.code, utc_now())
        if sent is None:
            raise SentAlready(_find_number(session, sheet.entry.key))
        _seal(session, sheet, sent)
        conversation = session.get(Conversation, sent.conversation_id)
        assert conversation is not None
        inbox.add(session, counter.database, _announce(sheet.form, sent, conversation))
    counter.bell.ring(inbox.TOPIC)


def _seal(session: Session, sheet: Sheet, sent: FormEntry) -> None:
    """Who was verified stays with what is sent, if it is who the page was made for; what was spared goes."""
    if sent.wants_identity != sheet.entry.wants_identity or sheet.needs_identity:
        raise ChangedMeanwhile
    if not sent.wants_identity:
        drop_identity(session, sent)  # of another order before
        return
    sealed = seal_identity(session, sent)
    if sealed is None or sheet.identity is None or sealed.id != sheet.identity.id or sealed.good_until < utc_now():
        raise ChangedMeanwhile
    for field in set(sheet.photos) - {field.name for field in sheet.form.fields}:
        form_entries.drop_photo(session, sent, field)


def _announce(form: Form, sent: FormEntry, conversation: Conversation) -> Inbound:
    """What the dialogue hears of it: that it came and its number, nothing of what is in it."""
    return Inbound(
        channel=Channel(conversation.channel),
        event_id=f"form-{sent.key}",
        address=conversation.address,
        kind=InboundKind.FORM,
        occurred_at=utc_now(),
        params={"room": form.room, "form": form.name, "number": sent.number},
    )


def _find_number(session: Session, key: str) -> str:
    entry = form_entries.find_entry(session, key)
    if entry is None:
        raise NotFound("the form is deleted")
    return entry.number
