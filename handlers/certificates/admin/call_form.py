"""What staff type of a caller's order: checked as the citizen's own form is, and against the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from admin.page import Errors
from bot.forms.checking import check_form, list_inputs, read_typed
from bot.forms.definition import FieldType, Form
from handlers.certificates.models import Delivery, Paying
from handlers.certificates.service.applying import Order
from handlers.certificates.service.catalogue import Catalogue, Kind
from handlers.certificates.service.entering import Call

ORDER = ("kind", "copies", "delivery", "counter", "paying", "language")


@dataclass
class CallForm:
    """`typed` by input; `call` is None while something will not do, which `errors` says beside its field."""

    typed: dict[str, str]
    call: Call | None = None
    errors: Errors = field(default_factory=dict)


def strip_photos(form: Form) -> Form:
    """A caller sends none."""
    return form.model_copy(update={"fields": tuple(one for one in form.fields if one.type is not FieldType.PHOTO)})


def read_call(
    form: Form, catalogue: Catalogue, kinds: list[Kind], posted: Mapping[str, str], *, has_payments: bool
) -> CallForm:
    """`kinds` are those that this member works on. Without payments everything is paid at the counter."""
    typed = {**{name: posted.get(name, "")[:64] for name in ORDER}, **read_typed(form, posted)}
    found = CallForm(typed)
    order = _read_order(found, catalogue, kinds, has_payments)
    checked = check_form(form, typed)
    found.errors.update({name: (fault.text_key, dict(fault.values)) for name, fault in checked.faults.items()})
    if order is not None and not found.errors:
        found.call = Call(order, checked.values, typed["language"])
    return found


def _read_order(found: CallForm, catalogue: Catalogue, kinds: list[Kind], has_payments: bool) -> Order | None:
    typed, errors = found.typed, found.errors
    kind = next((one for one in kinds if one.id == typed["kind"]), None)
    if kind is None:
        errors["kind"] = ("certificates.admin_call_kind", {})
        return None
    if typed["delivery"] not in kind.deliveries:
        errors["delivery"] = ("certificates.admin_call_delivery", {})
        return None
    delivery = Delivery(typed["delivery"])
    most = min(kind.most, catalogue.most_copies_by_post) if delivery == Delivery.POST else kind.most
    copies = int(typed["copies"]) if typed["copies"].isascii() and typed["copies"].isdigit() else 0
    if not 1 <= copies <= most:
        errors["copies"] = ("certificates.admin_call_copies", {"most": most})
    counter = typed["counter"] if delivery == Delivery.COUNTER else ""
    if delivery == Delivery.COUNTER and catalogue.find_counter(counter) is None:
        errors["counter"] = ("certificates.admin_call_counter", {})
    if typed["paying"] not in tuple(Paying) or not _can_be_paid(typed["paying"], delivery, has_payments):
        errors["paying"] = ("certificates.admin_call_paying", {})
    if errors:
        return None
    return Order(kind.id, copies, delivery, Paying(typed["paying"]), counter)


def _can_be_paid(paying: str, delivery: Delivery, has_payments: bool) -> bool:
    """What is posted is paid before; at the counter one pays there or before."""
    return has_payments if paying == Paying.ONLINE else delivery == Delivery.COUNTER


def list_parts(form: Form) -> dict[str, tuple[str, ...]]:
    """The inputs of each field."""
    return {one.name: list_inputs(one) for one in form.fields}
