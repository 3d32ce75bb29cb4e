"""Posts of other networks, in the one JSON form that docs/reports.md describes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.errors import InputFileError
from nlu.normalize import clean

MOST_BYTES = 64 * 1024 * 1024
LONGEST_TEXT = 2_000
MOST_AHEAD = timedelta(minutes=10)  # a clock that is a little fast
MOST_FAULTS = 20  # that are told one by one


class FedPost(BaseModel):
    """`id` is the post's in its network, which is `source`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(min_length=1, max_length=200, coerce_numbers_to_str=True)
    source: str = Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,39}$")
    text: str = Field(min_length=1, max_length=100_000)
    posted_at: AwareDatetime
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)

    @property
    def fingerprint(self) -> str:
        """The same for the same post, whoever sends it again."""
        return hashlib.sha256(f"{self.source}\0{self.id}".encode()).hexdigest()

    @property
    def words(self) -> str:
        return clean(self.text)[:LONGEST_TEXT]


@dataclass(frozen=True)
class Read:
    """What could be read, and a line for each that could not."""

    posts: tuple[FedPost, ...]
    faults: tuple[str, ...]


def read_posts(data: bytes, now: datetime, keep: timedelta) -> Read:
    """`{"posts": […]}`, a list, or a post in each line. Raises InputFileError where it is none of these at all; a post
    that is wrong, of the future, or older than anything is kept is left out."""
    if len(data) > MOST_BYTES:
        raise InputFileError(f"posts: more than {MOST_BYTES // 1024**2} MB")
    posts: dict[str, FedPost] = {}
    faults = []
    for number, given in enumerate(_list(data), start=1):
        try:
            post = FedPost.model_validate(given)
        except ValidationError as error:
            fault = error.errors()[0]
            faults.append(f"post {number}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}")
            continue
        if not post.words:
            faults.append(f"post {number}: text: nothing in it can be read")
        elif not now - keep <= post.posted_at <= now + MOST_AHEAD:
            faults.append(f"post {number}: posted_at: of the future, or too old")
        else:
            posts.setdefault(post.fingerprint, post)
    return Read(tuple(sorted(posts.values(), key=lambda post: post.posted_at)), tuple(faults))


def _list(data: bytes) -> list[Any]:
    text = data.decode("utf-8-sig", "replace").strip()
    if not text:
        raise InputFileError("posts: empty")
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return list(_read_lines(text))
    if isinstance(given, dict) and "posts" in given:
        given = given["posts"]
    if isinstance(given, dict):
        return [given]
    if not isinstance(given, list):
        raise InputFileError("posts: neither a list nor an object with `posts`")
    return given


def _read_lines(text: str) -> Iterator[Any]:
    """A line that is no JSON is a post that can't be read; where none is, nothing of it is ours."""
    found = 0
    for line in filter(str.strip, text.splitlines()):
        try:
            yield json.loads(line)
            found += 1
        except (ValueError, RecursionError):
            if not found:
                raise InputFileError("posts: not JSON") from None
            yield None
