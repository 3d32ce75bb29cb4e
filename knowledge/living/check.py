"""The check after a crawl and each night: every answer against its page, its last day, and the other answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.clock import utc_now
from bot.db import Database
from knowledge.index.build import base_id
from knowledge.living.assessment import Assessment, assess
from knowledge.living.expiry import find_expiry_task, find_state
from knowledge.living.findings import Findings
from knowledge.living.library import Library, is_rejected, plain_address
from knowledge.living.linking import Linker, Rejected
from knowledge.living.models import CloseReason, KnowledgeEvidence, TaskKind
from knowledge.living.moves import find_moved
from knowledge.living.pairs import Pair, find_pairs
from knowledge.living.record import write_findings
from knowledge.living.report import LivingReport
from knowledge.living.tasks import NewTask
from knowledge.living.thresholds import get_thresholds
from knowledge.models import EntryKind, EntryState, KnowledgeEntry, PassageRole

_ORDER = list(EntryState)


def check_living(database: Database, today: date, changed_urls: Iterable[str] | None = None) -> LivingReport:
    """Link new answers, mark those whose pages changed, withhold what no longer matches, open and close tasks.

    With `changed_urls` (changed and gone ones), only answers that rest on these pages, and those that rest on none
    yet; without, all, and answers are compared with each other. Running it twice changes nothing more.
    """
    library = Library(database)
    started_at, all_faq, evidence = utc_now(), library.list_faq(), library.list_evidence()
    chosen = _choose(all_faq, evidence, changed_urls)
    findings = Findings(started_at, {_id(entry): entry for entry in chosen})
    assessments = _assess(library, chosen, evidence)
    _relink(library, assessments, evidence, findings)
    for assessment in assessments:
        _add_state(assessment, today, findings)
    _follow_bases(all_faq, findings)
    if changed_urls is None:
        _compare_answers(library, all_faq, findings)
    return write_findings(database, findings, today)


def _choose(
    faq: Sequence[KnowledgeEntry],
    evidence: Mapping[int, Sequence[KnowledgeEvidence]],
    changed_urls: Iterable[str] | None,
) -> list[KnowledgeEntry]:
    if changed_urls is None:
        return list(faq)
    changed = {plain_address(url) for url in changed_urls}
    return [
        entry
        for entry in faq
        if not evidence.get(_id(entry)) or any(plain_address(one.url) in changed for one in evidence[_id(entry)])
    ]


def _assess(
    library: Library, entries: Sequence[KnowledgeEntry], evidence: Mapping[int, Sequence[KnowledgeEvidence]]
) -> list[Assessment]:
    held = {_id(entry): [one for one in evidence.get(_id(entry), ()) if not is_rejected(one)] for entry in entries}
    pages = library.get_pages(one.page_id for rows in held.values() for one in rows)
    assessments = [assess(entry, held[_id(entry)], pages) for entry in entries]
    gone = [(assessment, number, lost) for assessment in assessments for number, lost in assessment.list_gone()]
    if gone:
        found = find_moved([lost for _, _, lost in gone], library.list_sections())
        for (assessment, number, _), section in zip(gone, found, strict=True):
            if section is not None:
                assessment.move(number, section)
    return assessments


def _relink(
    library: Library,
    assessments: Sequence[Assessment],
    evidence: Mapping[int, Sequence[KnowledgeEvidence]],
    findings: Findings,
) -> None:
    """New answers, and edited ones unless they still say what their page no longer does."""
    edited = [one for one in assessments if one.is_about_other_words and one.state is not EntryState.WITHHELD]
    new = [one for one in assessments if not one.evidence]
    rejected = {entry_id: Rejected.of(filter(is_rejected, rows)) for entry_id, rows in evidence.items()}
    if not new and not edited:
        return
    links = Linker(library).link([one.entry for one in (*new, *edited)], rejected)
    findings.links = {_id(one.entry): links[_id(one.entry)] for one in edited}
    findings.links |= {_id(one.entry): links[_id(one.entry)] for one in new if links[_id(one.entry)]}
    findings.reasons = {_id(one.entry): CloseReason.ANSWER_CHANGED for one in edited}


def _add_state(assessment: Assessment, today: date, findings: Findings) -> None:
    entry, state = assessment.entry, assessment.state
    links = findings.links.get(_id(entry))
    if links is not None:
        state = EntryState.CURRENT if links else EntryState.UNCHECKED
    else:
        findings.tasks.extend(assessment.list_tasks())
        findings.outcomes.update(comparison.outcome.value for comparison in assessment.comparisons)
    expiry = find_expiry_task(entry, today)
    findings.tasks.extend([expiry] if expiry else [])
    findings.states[_id(entry)] = find_state(entry, today, state)


def _follow_bases(faq: Sequence[KnowledgeEntry], findings: Findings) -> None:
    """An FAQ in another language is no truer than the one it translates."""
    states = {entry.external_id: findings.states.get(_id(entry), EntryState(entry.state)) for entry in faq}
    for entry in faq:
        base = states.get(base_id(entry.external_id, entry.language), EntryState.UNCHECKED)
        own = states[entry.external_id]
        if base not in (own, EntryState.UNCHECKED, EntryState.CURRENT) and _ORDER.index(base) > _ORDER.index(own):
            findings.states[_id(entry)] = base
            findings.entries.setdefault(_id(entry), entry)


def _compare_answers(library: Library, faq: Sequence[KnowledgeEntry], findings: Findings) -> None:
    encoder = library.find_encoder()
    names, rows = library.load_vectors(encoder, EntryKind.FAQ, PassageRole.QUESTION)
    vectors = {name: row for row, (name, _) in enumerate(names)}
    findings.pairs = find_pairs(faq, vectors, rows, get_thresholds(encoder).same_question)
    findings.pairs_too = True
    findings.tasks.extend(_pair_task(faq[pair.first], faq[pair.second], pair) for pair in findings.pairs)


def _pair_task(one: KnowledgeEntry, other: KnowledgeEntry, pair: Pair) -> NewTask:
    return NewTask(
        entry_id=_id(one),
        subject=f"faq:{other.external_id}",
        kind=TaskKind(pair.kind),
        department=one.department or other.department,
        before=one.text,
        after=other.text,
        url=other.url,
        facts=pair.facts,
    )


def _id(entry: KnowledgeEntry) -> int:
    return entry.id or 0  # never 0: it was read from the database
