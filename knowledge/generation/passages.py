"""What a generator may speak from: the city's passages, and which of their lines count as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from knowledge.entries import clean_text
from knowledge.generation.evidence import Sentence, read_sentences, words_of
from knowledge.generation.readable import keep_readable
from knowledge.generation.turns import Turn

JAPANESE = frozenset({"ja", "ja-easy"})


class Source(Protocol):
    """What is read of a hit; `knowledge.search.Hit` is one."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def url(self) -> str: ...


@dataclass(frozen=True)
class Passage:
    """`id` is what the model cites (`p1`); `title` is the question or the page's headings."""

    id: str
    title: str
    text: str
    url: str = ""

    @cached_property
    def host(self) -> str:
        """Of the page itself; empty when there is none."""
        return find_host(self.url)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Of the text; claims rest on these alone."""
        return read_sentences(self.text)

    @cached_property
    def turns(self) -> frozenset[Turn]:
        """Of title and text."""
        return frozenset[Turn]().union(*(sentence.turns for sentence in (*read_sentences(self.title), *self.sentences)))

    @cached_property
    def plain(self) -> str:
        """Title and text in one spelling."""
        return "\n".join(sentence.text for sentence in (*read_sentences(self.title), *self.sentences))

    @cached_property
    def words(self) -> frozenset[str]:
        """Of title and text."""
        return words_of((*read_sentences(self.title), *self.sentences))


def make_passages(sources: Sequence[Source]) -> tuple[Passage, ...]:
    """The sources as passages, numbered in their order: ids from a page could be made to look like something else."""
    return tuple(
        Passage(
            f"p{number}",
            keep_readable(clean_text(f"{source.title}\n{source.heading}")),
            keep_readable(clean_text(source.text)),
            source.url,
        )
        for number, source in enumerate(sources, 1)
    )


def find_host(address: str) -> str:
    """The host of an address of the web or of mail, however much of it is written; empty for none."""
    try:
        return (parse_url(address.rpartition("@")[2] if "://" not in address else address).host or "").lower()
    except LocationParseError:
        return ""
