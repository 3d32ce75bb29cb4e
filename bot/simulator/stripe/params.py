"""Are these the parameters Stripe takes? Judged by the SDK's own typed parameters: names, shapes, enumerations, what is
required. What the SDK types as "one of these, or any text" is one of these here, as it is at Stripe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

import stripe.params
import stripe.params.checkout
from typing_extensions import is_typeddict

from bot.simulator.stripe.refusal import StripeRefusal, invalid_parameter, missing_parameter, unknown_parameter

_OPTIONS = frozenset(stripe.RequestOptions.__annotations__)  # of the call itself, sent as headers
# The options' types are named as in their own module, where one is known to type checkers only.
_OPTION_TYPES = {"Mapping": Mapping, "StripeContext": object}
_SHAPES = {
    "Session": (stripe.params.checkout, "Session"),
    "PaymentIntent": (stripe.params, "PaymentIntent"),
    "Charge": (stripe.params, "Charge"),
    "Refund": (stripe.params, "Refund"),
    "Event": (stripe.params, "Event"),
}
_METADATA_KEYS, _METADATA_NAME, _METADATA_VALUE = 50, 40, 500


def check_params(shape: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with numbers as numbers, for a shape such as `Session.Create`. Raises StripeRefusal."""
    kind, _, act = shape.partition(".")
    module, name = _SHAPES[kind]
    return _read_mapping(getattr(module, f"{name}{act}Params"), given, "")


def _read_mapping(shape: type, given: Any, place: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise invalid_parameter(place, "Invalid object")
    fields = _fields(shape)
    for name in given:
        if name not in fields:
            raise unknown_parameter(_inside(place, name))
    for name, (_, is_required) in fields.items():
        if is_required and name not in given:
            raise missing_parameter(_inside(place, name))
    return {name: _read(fields[name][0], value, _inside(place, name)) for name, value in given.items()}


@cache
def _fields(shape: type) -> dict[str, tuple[Any, bool]]:
    """(type, whether it is required) by name."""
    hints = get_type_hints(shape, localns=_OPTION_TYPES, include_extras=True)
    named = {name: hint for name, hint in hints.items() if name not in _OPTIONS}
    return {name: (_bare(hint), get_origin(hint) is not NotRequired) for name, hint in named.items()}


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def _read(kind: Any, value: Any, place: str) -> Any:
    options = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    literals = [one for option in options if get_origin(option) is Literal for one in get_args(option)]
    if value == "" and "" not in literals:
        raise _empty(place)
    if isinstance(value, str) and value in literals:
        return value
    if literals and any(option is str for option in options):
        options = tuple(option for option in options if option is not str)
    plain = [option for option in options if get_origin(option) is not Literal]
    chosen = _choose(plain, value)
    if chosen is None:
        raise _not_one_of(place, literals) if literals and isinstance(value, str) else _wrong_shape(value, plain, place)
    return _read_one(chosen, value, place)


def _choose(options: list[Any], value: Any) -> Any:
    """The option that this shape of value can be; None when there is none."""
    for option in options:
        is_mapping = is_typeddict(option) or get_origin(option) is dict
        if is_mapping and isinstance(value, dict):
            return option
        if get_origin(option) is list and isinstance(value, list):
            return option
        if option in (str, int, bool, float, Decimal) and isinstance(value, str):
            return option
    return None


def _read_one(kind: Any, value: Any, place: str) -> Any:
    if is_typeddict(kind):
        return _read_mapping(kind, value, place)
    if get_origin(kind) is list:
        return [_read(get_args(kind)[0], one, f"{place}[{number}]") for number, one in enumerate(value)]
    if get_origin(kind) is dict:
        return _read_metadata(value, place)
    if kind is int:
        if not re.fullmatch(r"-?\d{1,18}", value):
            raise invalid_parameter(place, f"Invalid integer: {value[:40]}", "parameter_invalid_integer")
        return int(value)
    if kind is bool:
        if value not in ("true", "false"):
            raise invalid_parameter(place, f"Invalid boolean: {value[:40]}")
        return value == "true"
    return value


def _read_metadata(value: dict[str, Any], place: str) -> dict[str, str]:
    if len(value) > _METADATA_KEYS:
        raise invalid_parameter(place, f"Metadata can have at most {_METADATA_KEYS} keys")
    for name, text in value.items():
        if not isinstance(text, str):
            raise invalid_parameter(f"{place}[{name}]", "Invalid string: metadata values must be strings")
        if len(name) > _METADATA_NAME or len(text) > _METADATA_VALUE:
            raise invalid_parameter(f"{place}[{name}]", "Metadata keys have up to 40 characters, values up to 500")
    return value


def _inside(place: str, name: str) -> str:
    return f"{place}[{name}]" if place else name


def _empty(place: str) -> StripeRefusal:
    return invalid_parameter(
        place,
        f"You passed an empty string for '{place}'. We assume empty values are an attempt to unset a parameter; however"
        f" '{place}' cannot be unset. You should remove '{place}' from your request or supply a non-empty value.",
        "parameter_invalid_empty",
    )


def _not_one_of(place: str, literals: list[Any]) -> StripeRefusal:
    *others, last = (str(one) for one in literals if one != "")
    return invalid_parameter(place, f"Invalid {place}: must be one of {', '.join([*others, f'or {last}'])}")


def _wrong_shape(value: Any, options: list[Any], place: str) -> StripeRefusal:
    if any(get_origin(option) is list for option in options):
        return invalid_parameter(place, "Invalid array")
    wanted = "object" if isinstance(value, str) else "string"
    return invalid_parameter(place, f"Invalid {wanted}")
