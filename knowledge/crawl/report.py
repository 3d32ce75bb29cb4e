"""What a crawl did: for people, for programs, and for the check of the answers that rest on the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.store import StoreReport

Addressed = tuple[tuple[str, str], ...]  # (address, words about it)


@dataclass(frozen=True)
class CrawlReport:
    """`stored.unchanged` are all pages that say the same, `not_modified` those of them the server did not send again.

    `skipped`: addresses that are no page of ours, with the reason. `failed`: did not answer; what was known of them is
    kept. `remarks`: pages that are used in part. `notes`: about the crawl as a whole. `kept`: pages that were not
    found and are kept all the same, since there are too many. The last three are the pages' addresses.
    """

    stored: StoreReport
    skipped: Addressed = ()
    failed: Addressed = ()
    remarks: Addressed = ()
    notes: tuple[str, ...] = ()
    not_modified: int = 0
    requests: int = 0
    received_bytes: int = 0
    kept: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        addressed = (
            ("skipped", "reason", self.skipped),
            ("failed", "reason", self.failed),
            ("remarks", "note", self.remarks),
        )
        return {
            **asdict(self.stored),
            "not_modified": self.not_modified,
            "kept": self.kept,
            "requests": self.requests,
            "bytes": self.received_bytes,
            **{name: [{"address": page, word: why} for page, why in rows] for name, word, rows in addressed},
            "notes": list(self.notes),
            "changed_urls": changed_urls(self),
        }

    def list_lines(self) -> list[str]:
        """One line for each address there is something to say about, and for each note."""
        told = (("Skipped", self.skipped), ("Failed", self.failed), ("Note", self.remarks))
        lines = [f"{word}: {page} {why}" for word, rows in told for page, why in rows]
        return [*lines, *(f"Note: {note}" for note in self.notes)]


def changed_urls(report: CrawlReport) -> Sequence[str]:
    """The addresses of pages that are new, say something else, or are gone, as the entries have them; each once."""
    return list(dict.fromkeys((*report.added, *report.changed, *report.removed)))
