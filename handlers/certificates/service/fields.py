"""The fields of the form that citizens fill in for a certificate, in the order in which staff check them."""

from __future__ import annotations

PHOTO = "photo"
BIRTH_DATE = "birth_date"
RELATIONSHIP = "relationship"
RELATIONSHIPS = ("self", "household", "spouse", "lineal")
FIELDS = (
    *("name", "kana", BIRTH_DATE, "postcode", "address", "phone"),
    *(RELATIONSHIP, "subject_name", "items", "reason", PHOTO),
)
