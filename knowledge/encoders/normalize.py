"""What happens to a text before any encoder sees it."""

from __future__ import annotations

import re
import unicodedata

NORMALISER_VERSION = 1  # goes into the index manifest: vectors of two versions are never mixed
MAX_CHARACTERS = 300  # the engine's cost grows with length: 5,000 characters would take seconds

_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")


def normalize(text: str) -> str:
    """NFKC first (half-width ｺﾞﾐ is another word to the model otherwise), without NUL and lone surrogates, cut."""
    # Cutting before NFKC bounds its work; what is left is enough, as few characters are joined by it.
    folded = unicodedata.normalize("NFKC", text[: 4 * MAX_CHARACTERS])
    return _UNENCODABLE.sub("", folded).strip()[:MAX_CHARACTERS]
