"""What is for everybody under `/opendata/`: the same headers for all of it, tables that a spreadsheet opens safely, and
nothing sent that whoever asks has already."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from flask import Blueprint, Response, make_response, request

from bot.cells import quote_cell

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def open_to_everybody(blueprint: Blueprint, max_age: int) -> None:
    """Any cache may keep the blueprint's answers for `max_age` seconds, and asks by their ETag afterwards."""

    @blueprint.after_request
    def add_headers(response: Response) -> Response:
        response.headers.update({**_HEADERS, "Cache-Control": f"public, max-age={max_age}"})
        if response.status_code != 200:
            return response
        response.add_etag()
        response.make_conditional(request)
        return response


def answer_csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Response:
    """UTF-8 with a byte order mark, as the recommended data sets are; None is an empty cell, and no text a formula."""
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(columns)
    for row in rows:
        table.writerow([quote_cell(cell) if isinstance(cell, str) else cell for cell in row])
    return answer(written.getvalue().encode("utf-8-sig"), "text/csv")


def answer(content: bytes, kind: str) -> Response:
    """Text of a kind, such as `text/calendar`, in UTF-8."""
    response = make_response(content)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    return response
