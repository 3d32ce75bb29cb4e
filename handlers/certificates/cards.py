"""What is shown of certificates in conversation."""

from __future__ import annotations

from bot.dialogue.choices import form_choice, help_choice, person_choice
from bot.dialogue.handler import Unfinished
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice
from bot.service_facts import words_in
from bot.services.payments.links import payment_url
from bot.services.payments.opening import find_payment
from bot.services.payments.subjects import Quote
from handlers.certificates.links import passport_url
from handlers.certificates.models import Application, ApplicationState, Delivery, IdentityLevel
from handlers.certificates.passport import Passport
from handlers.certificates.service.applying import SUBJECT, Order
from handlers.certificates.service.catalogue import Catalogue, Kind, Purpose
from handlers.certificates.service.receiving import promise_day
from handlers.certificates.words import (
    list_bill,
    say_count,
    say_counter,
    say_day,
    say_kind,
    say_purpose,
    say_yen,
)

FORM = "certificate"
CORRECTION = "certificate_correction"


def purpose_card(turn: Turn, purpose: Purpose) -> Card:
    """Which certificates are usual for it, and why."""
    names = turn.text("certificates.name_joint").join(say_kind(turn, turn.house.city, id) for id in purpose.kinds)
    return Card(
        title=turn.text("certificates.for_purpose", purpose=say_purpose(turn, purpose)),
        text=words_in(purpose.advice, turn.language),
        facts=((turn.text("certificates.usual"), names),),
        note=turn.text("certificates.ask_receiver"),
    )


def summary_card(
    turn: Turn, catalogue: Catalogue, kind: Kind, order: Order, quote: Quote, *, is_as_before: bool
) -> Card:
    """Everything once more, what it costs and when it is there."""
    purpose = catalogue.find_purpose(order.purpose)
    due = say_day(turn, promise_day(turn.house.city, kind.id, turn.now))
    delivery = turn.text(f"certificates.delivery_{order.delivery}")
    if order.delivery == Delivery.COUNTER:
        delivery = f"{delivery}\n{say_counter(turn, catalogue, order.counter, with_hours=True)}"
    facts = [
        (turn.text("certificates.fact_kind"), say_kind(turn, turn.house.city, kind.id)),
        *([(turn.text("certificates.fact_purpose"), say_purpose(turn, purpose))] if purpose else ()),
        (turn.text("certificates.fact_copies"), say_count(turn, order.copies)),
        (turn.text("certificates.fact_delivery"), delivery),
        (turn.text("certificates.fact_paying"), turn.text(f"certificates.pays_{order.paying}")),
        *list_bill(turn, turn.house.city, quote),
        (turn.text("certificates.fact_due"), turn.text("certificates.about_day", day=due)),
    ]
    note = turn.text("certificates.as_before_note") if is_as_before else ""
    return Card(turn.text("certificates.summary"), words_in(kind.advice, turn.language), tuple(facts), note=note)


def form_card(turn: Turn, kind: Kind, *, is_filled: bool) -> Card:
    """The way to the form, with what is needed for it."""
    needs = words_in(kind.needs, turn.language)
    is_verified = kind.identity is IdentityLevel.VERIFIED
    text = "form_ready_verified" if is_verified else "form_ready_filled" if is_filled else "form_ready_text"
    return Card(
        title=turn.text("certificates.form_ready"),
        text=turn.text(f"certificates.{text}"),
        facts=((turn.text("certificates.fact_needs"), needs),) if needs else (),
        buttons=(form_choice(turn, turn.text("certificates.open_form"), FORM, is_filled=is_filled),),
        note=turn.text("certificates.form_life"),
        choices=(person_choice(turn), help_choice(turn)),
    )


def unverified_card(turn: Turn, number: str) -> Card:
    """A form came from whom nobody has verified: what it holds is in a new one."""
    return Card(
        title=turn.text("certificates.not_verified_title"),
        text=turn.text("certificates.not_verified", number=number),
        buttons=(form_choice(turn, turn.text("certificates.open_form"), FORM, is_filled=True),),
        note=turn.text("certificates.form_life"),
        choices=(person_choice(turn), help_choice(turn)),
    )


def store_card(turn: Turn, catalogue: Catalogue, kind: Kind) -> Card:
    """How to get it at a convenience store, or, of what can't be ordered, how to get it at all."""
    city = turn.house.city
    fee = city.find_fee(kind.id)
    at_store = fee.store_yen if fee else None
    is_orderable = bool(kind.deliveries)
    counter = (turn.text("certificates.fee_at_counter"), say_yen(turn, fee.yen)) if fee and not is_orderable else None
    store = (turn.text("certificates.fee_at_store"), say_yen(turn, at_store)) if at_store is not None else None
    hours = (turn.text("certificates.store_hours"), words_in(catalogue.store_hours, turn.language)) if store else None
    return Card(
        title=say_kind(turn, city, kind.id),
        text=turn.text("certificates.store_how") if is_orderable else words_in(kind.advice, turn.language),
        facts=tuple(fact for fact in (counter, store, hours) if fact),
        choices=(person_choice(turn), help_choice(turn)),
    )


def application_card(turn: Turn, application: Application, *, lead: str = "") -> Card:
    """How one application stands, with what can be done about it now."""
    passport = Passport(turn, turn.house.city, application)
    facts = [(turn.text("certificates.fact_number"), passport.number)]
    if passport.holder:
        facts.append((turn.text("certificates.fact_holder"), passport.holder))
    facts.append((turn.text("certificates.fact_next"), passport.next))
    return Card(
        title=passport.title,
        text=lead or passport.state,
        facts=tuple(facts),
        buttons=tuple(list_ways(turn, application, passport)),
    )


def list_ways(turn: Turn, application: Application, passport: Passport) -> list[Choice]:
    """What the citizen can do now, the most pressing first; the page is always among it, except for a draft."""
    house, ways = turn.house, []
    if application.state == ApplicationState.DRAFT:
        return [form_choice(turn, turn.text("certificates.open_form"), FORM)]
    if passport.can_pay and (payment := find_payment(turn.session, SUBJECT, application.id or 0)):
        url = payment_url(house.public_url, house.secret_key, payment.reference)
        ways.append(Choice(turn.text("certificates.pay"), url=url))
    if passport.can_correct:
        form, about = f"{CORRECTION}-{application.field}", str(application.id)
        ways.append(form_choice(turn, turn.text("certificates.correct"), form, about))
    url = passport_url(house.public_url, house.secret_key, application.id or 0)
    return [*ways, Choice(turn.text("certificates.open_page"), url=url)]


def describe_unfinished(turn: Turn, application: Application) -> Unfinished:
    """For whoever wants their data deleted: which one it is, and where it can be cancelled."""
    passport = Passport(turn, turn.house.city, application)
    url = passport_url(turn.house.public_url, turn.house.secret_key, application.id or 0)
    return Unfinished(f"{passport.title} {passport.number}", passport.state, Choice(passport.number, url=url))
