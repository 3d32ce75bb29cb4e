"""One address asked for: what came of it, before anything is stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot import __version__
from knowledge.crawl.addresses import clean_address, get_site, is_file
from knowledge.crawl.answer import Answer
from knowledge.crawl.models import KnowledgeCrawlAddress, KnowledgeFetch, Outcome
from knowledge.crawl.network import NoAnswer, Refused
from knowledge.crawl.options import CrawlOptions
from knowledge.crawl.reading import ReadPage, read_page
from knowledge.crawl.robots import MOST_REDIRECTS, REDIRECTS

READER = __version__  # a new version may read more from the same page


@dataclass(frozen=True)
class Visit:
    """`outcome` is CHANGED for every page that was read; what it is to the entries is known when it is stored."""

    outcome: Outcome
    status: int = 0
    reason: str = ""
    target: str = ""  # of a redirect
    etag: str = ""
    last_modified: str = ""
    content_hash: str = ""
    read: ReadPage | None = None


def make_conditions(fetch: KnowledgeFetch | None) -> dict[str, str]:
    """The headers that ask for a page only if it is another than the known one."""
    if fetch is None:
        return {}
    wanted = {"If-None-Match": fetch.etag, "If-Modified-Since": fetch.last_modified}
    return {name: value for name, value in wanted.items() if value}


def judge_answer(
    row: KnowledgeCrawlAddress, known: KnowledgeFetch | None, answer: Answer, options: CrawlOptions
) -> Visit:
    """Read an answer. `known` is what the page was made of, if that still holds.

    Raises Refused when it is no page, NoAnswer when it breaks off.
    """
    status = answer.status
    if status == 304 and known is not None:
        etag, modified = answer.header("ETag") or known.etag, answer.header("Last-Modified") or known.last_modified
        return Visit(Outcome.NOT_MODIFIED, 304, etag=etag, last_modified=modified)
    if status == 200:
        return _judge_page(row.url, known, answer, options)
    answer.drop()
    if status in REDIRECTS:
        return _judge_redirect(row, answer)
    if status in (404, 410):
        return Visit(Outcome.GONE, status, f"answers {status}")
    return Visit(Outcome.FAILED, status, f"answers {status}")


def _judge_page(url: str, known: KnowledgeFetch | None, answer: Answer, options: CrawlOptions) -> Visit:
    fetched = answer.read_page(options.most_bytes)
    content_hash = hashlib.sha256(fetched.content).hexdigest()
    robots_tag = answer.header("X-Robots-Tag")
    is_known = known is not None and known.content_hash == content_hash and not robots_tag
    return Visit(
        Outcome.UNCHANGED if is_known else Outcome.CHANGED,
        200,
        etag=answer.header("ETag")[:500],
        last_modified=answer.header("Last-Modified")[:100],
        content_hash=content_hash,
        read=None if is_known else read_page(url, fetched, robots_tag, options),
    )


def _judge_redirect(row: KnowledgeCrawlAddress, answer: Answer) -> Visit:
    target = clean_address(answer.header("Location"), row.url)
    if not target:
        raise Refused("redirects to what is no web address")
    if get_site(target) != get_site(row.url):
        raise Refused(f"redirects to another host, {target}")
    if target == row.url:
        raise Refused("redirects to itself")
    if row.hops >= MOST_REDIRECTS:
        raise Refused(f"is reached by more than {MOST_REDIRECTS} redirects")
    if is_file(target) and not is_file(row.url):
        raise Refused(f"redirects to a file that is neither HTML nor PDF, {target}")
    return Visit(Outcome.REDIRECTED, answer.status, f"redirects to {target}", target)


def fault_visit(fault: Refused | NoAnswer) -> Visit:
    """What came of an address that could not be read."""
    return Visit(Outcome.SKIPPED if isinstance(fault, Refused) else Outcome.FAILED, reason=str(fault))
