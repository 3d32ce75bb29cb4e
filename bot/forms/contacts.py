"""Where a citizen is reached: telephone, mail, postcode."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from bot.forms.definition import FormField
from bot.forms.faults import Fault
from bot.forms.words import check_text
from nlu.masking.checks import read_phone

_HYPHENS = re.compile(r"[\u2010-\u2015\u2212\u30fc\u2500]")  # NFKC has made the half-width one of kana long
_ABROAD = re.compile(r"\+[1-9]\d{7,14}")
_MARKS = re.compile(r"[-() .]")
# Given out until 2009 with dots where no standard has them, and still in use.
_OLD_MAIL = re.compile(r"[A-Za-z0-9._/?+-]{3,30}@(?:docomo|ezweb)\.ne\.jp")


def _plain(field: FormField, typed: str) -> str:
    return _HYPHENS.sub("-", unicodedata.normalize("NFKC", check_text(field, typed)))


def check_phone(field: FormField, typed: str) -> str:
    """Ten or eleven digits that begin with 0, or a number from abroad with +; hyphens stay as they were written."""
    said = _plain(field, typed)
    digits = _MARKS.sub("", said)
    if said and not (digits.startswith("0") and read_phone(digits)) and not _ABROAD.fullmatch(digits):
        raise Fault("forms.no_phone")
    return said


def check_mail(field: FormField, typed: str) -> str:
    """An address as standards have it; whether somebody reads it is not asked."""
    said = _plain(field, typed)
    if not said or _OLD_MAIL.fullmatch(said):
        return said
    try:
        return validate_email(said, check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise Fault("forms.no_mail") from error


def check_postcode(field: FormField, typed: str) -> str:
    """Seven digits, as 380-0801."""
    digits = re.sub(r"[-\s〒]", "", _plain(field, typed))
    if digits and not re.fullmatch(r"\d{7}", digits):
        raise Fault("forms.no_postcode")
    return f"{digits[:3]}-{digits[3:]}" if digits else ""
