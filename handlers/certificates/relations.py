"""What somebody is to the citizen, as far as the name by which they call them tells."""

from __future__ import annotations

from handlers.certificates.models import Relationship
from nlu.entities.lookups import COMMON
from nlu.normalize import normalize

_MEANT = {
    "spouse": Relationship.SPOUSE,
    "household": Relationship.HOUSEHOLD,
    **dict.fromkeys(("child", "parents", "father", "mother", "grandparent", "grandchild"), Relationship.LINEAL),
}


def guess_relationship(nickname: str) -> Relationship | None:
    """None where it says nothing, or several things; the citizen says it in the form then."""
    found = {str(one.value) for one in COMMON.find(normalize(nickname)) if one.entity == "person"}
    meant = {_MEANT.get(value) for value in found}
    return meant.pop() if len(meant) == 1 else None
