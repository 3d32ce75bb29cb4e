"""`POST /reports/posts`: posts of other networks, signed by who gathers them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, jsonify, request

from bot.clock import utc_now
from bot.db import Database
from bot.dialogue.turn import House
from bot.errors import InputFileError
from bot.signed_requests import HEADER, is_genuine
from handlers.reports.service.catalogue import SERVICE, find_catalogue
from handlers.reports.service.feeding import MOST_FAULTS, read_posts
from handlers.reports.service.places import open_gazetteer
from handlers.reports.service.posts import PostDesk

log = logging.getLogger(__name__)

MOST_POSTS = 1_000  # of one delivery, so that it is answered in seconds
MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class PostsWebhook:
    """A repeated delivery is refused after five minutes, and changes nothing before: a post counts once."""

    database: Database
    house: House
    clock: Callable[[], datetime] = utc_now

    def receive(self) -> tuple[Response, int]:
        """404 while no secret is set, 400 for a bad signature, 413 for too many, 422 for what is no posts, else what
        became of them."""
        catalogue, secret = find_catalogue(self.house.city), self.house.posts_webhook_secret
        if catalogue is None or not secret:
            return jsonify(error="posts are not taken here"), 404
        request.max_content_length = MOST_BYTES
        body, now = request.get_data(cache=False), self.clock()
        if not is_genuine(secret, body, request.headers.get(HEADER, ""), now):
            log.warning("posts refused: bad signature, %d bytes", len(body))
            return jsonify(error="bad signature"), 400
        try:
            read = read_posts(body, now, timedelta(days=self.house.city.retention_days))
        except InputFileError as error:
            return jsonify(error=str(error)), 422
        if len(read.posts) > MOST_POSTS:
            return jsonify(error=f"at most {MOST_POSTS} posts in a delivery"), 413
        desk = PostDesk(self.database, catalogue, open_gazetteer(self.house.city), self.house.labellers.get(SERVICE))
        taken = desk.take(read.posts)
        return jsonify(
            new=taken.new,
            disasters=taken.disasters,
            incidents=taken.incidents,
            faults=list(read.faults[:MOST_FAULTS]),
            refused=len(read.faults),
        ), 200
