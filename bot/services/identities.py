"""Who fills a form in, as an identity provider has said: taken in, asked for, sealed with what is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot.clients.identity.protocol import IdentityProvider, VerificationRefused, VerifiedPerson
from bot.forms.checking import check_form, list_inputs, write_typed
from bot.forms.definition import Form
from bot.models.audit import ActorKind
from bot.models.forms import EntryState, FormEntry, VerifiedIdentity
from bot.models.vault import Vault
from bot.services.audit import Action, Actor, record

OBJECT = "form"  # what the entries of the audit log are about


class IdentityAction(Action):
    VERIFIED = "identity.verified"


@dataclass(frozen=True)
class Verification:
    """What a provider has just said, and how long it counts."""

    provider: IdentityProvider
    person: VerifiedPerson
    minutes: int


def fit_values(form: Form, person: VerifiedPerson) -> dict[str, str]:
    """What the form takes of it, by field. Raises VerificationRefused when it can't take what it needs."""
    said = {
        "name": person.name,
        "kana": person.kana,
        "birth_date": person.birth_date.isoformat(),
        "postcode": person.postcode,
        "address": person.address,
    }
    fills = form.identity.fills if form.identity else ()
    checked = check_form(form, write_typed(form, {field: said[field] for field in fills if said[field]}))
    wrong = [field for field in fills if said[field] and field in checked.faults]
    if needed := [one.name for one in form.fields if one.name in wrong and one.required]:
        raise VerificationRefused(f"the form can't take its {needed[0]}")
    return {field: checked.values[field] for field in fills if field in checked.values}


def take_in(session: Session, vault: Vault, form: Form, entry_id: int, said: Verification, now: datetime) -> bool:
    """Keep it with the draft, in place of one before; False when the form was sent already, or wants none any more.

    To be called last in a transaction. Raises VerificationRefused.
    """
    given = fit_values(form, said.person)
    entry = _hold(session, entry_id)
    if entry is None or entry.state != EntryState.DRAFT or not entry.wants_identity:
        return False
    drop_identity(session, entry)
    entry.content = {**_leave_out(form, entry.content, given), **write_typed(form, given)}
    provider = said.provider
    session.add(
        VerifiedIdentity(
            conversation_id=entry.conversation_id,
            entry_id=entry_id,
            provider=provider.id,
            provider_name=provider.name,
            subject_fingerprint=vault.fingerprint(f"{provider.id} {said.person.subject}"),
            assurance=said.person.assurance,
            fields=list(given),
            given=given,
            at=now,
            good_until=now + timedelta(minutes=said.minutes),
        )
    )
    record(
        session,
        Actor(ActorKind.CITIZEN, str(entry.conversation_id)),
        IdentityAction.VERIFIED,
        object_kind=OBJECT,
        object_id=str(entry_id),
        conversation_id=entry.conversation_id,
        fields=sorted(given),
        new={"form": entry.form, "provider": provider.id, "assurance": said.person.assurance},
        now=now,
    )
    return True


def find_identity(session: Session, entry: FormEntry) -> VerifiedIdentity | None:
    return session.exec(select(VerifiedIdentity).where(VerifiedIdentity.entry_id == entry.id)).first()


def drop_identity(session: Session, entry: FormEntry) -> None:
    found = find_identity(session, entry)
    if found is not None:
        session.delete(found)
        session.flush()


def seal_identity(session: Session, entry: FormEntry) -> VerifiedIdentity | None:
    """With a form that is sent: what was said is in it now, and kept in one place."""
    found = find_identity(session, entry)
    if found is not None:
        found.given = {}
        session.add(found)
    return found


def was_verified(session: Session, entry: FormEntry) -> bool:
    """Whether who sent this form had been verified for it, and not too long before.

    One that wanted nobody verified could be written over, so it says nothing of who it was.
    """
    found, sent_at = find_identity(session, entry), entry.sent_at
    if found is None or sent_at is None or not entry.wants_identity:
        return False
    return found.at <= sent_at <= found.good_until


def _hold(session: Session, entry_id: int) -> FormEntry | None:
    """As it is now, until the transaction ends: nobody sends it meanwhile."""
    held = select(FormEntry).where(FormEntry.id == entry_id).with_for_update()
    return session.exec(held, execution_options={"populate_existing": True}).first()


def _leave_out(form: Form, typed: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    inputs = {name for field in form.fields if field.name in given for name in list_inputs(field)}
    return {name: value for name, value in typed.items() if name not in inputs}
