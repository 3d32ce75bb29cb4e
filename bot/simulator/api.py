"""LINE's Messaging API, free of any web framework: one call in, one answer out, by LINE's rules."""

from __future__ import annotations

import hmac
import json
import uuid
from dataclasses import replace
from typing import Any

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

from bot.simulator.calls import Answer, Call, RawCall
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.ids import new_request_id
from bot.simulator.line import SimulatedLine
from bot.simulator.operations_account import ACCOUNT_OPERATIONS
from bot.simulator.operations_menus import MENU_OPERATIONS
from bot.simulator.operations_messages import MESSAGE_OPERATIONS, RETRY_OPERATIONS
from bot.simulator.records import ApiRequest
from bot.simulator.refusal import RATE_LIMITED, Refusal
from bot.simulator.rules import check_body

_OPERATIONS = (*MESSAGE_OPERATIONS, *MENU_OPERATIONS, *ACCOUNT_OPERATIONS)
_BODY_BYTES = 2 * 1024 * 1024
_BY_NAME = {operation.name: operation for operation in _OPERATIONS}
_URLS = Map([Rule(operation.path, methods=[operation.method], endpoint=operation.name) for operation in _OPERATIONS])


class LineApi:
    """Answers calls for one SimulatedLine and records each of them."""

    def __init__(self, line: SimulatedLine) -> None:
        self._line = line

    def handle(self, request: RawCall) -> Answer:
        """Never raises for what a client does; `cut` in the answer asks to drop the connection."""
        request_id = new_request_id()
        operation, body = "", None
        try:
            operation, args = _find_operation(request)
            body = _parse_json(request) if _BY_NAME[operation].shape else None
            answer = self._perform(Call(self._line, operation, args, body, request, request_id))
        except Refusal as refusal:
            answer = Answer(refusal.status, refusal.body, headers=refusal.headers)
        answer = replace(answer, headers={"x-line-request-id": request_id, **answer.headers})
        self._record(request, operation, body, answer, request_id)
        return answer

    def _perform(self, call: Call) -> Answer:
        self._check_token(call.request.headers.get("authorization", ""))
        fault = self._line.faults.take(call.operation)
        if fault and not fault.kind.is_accepted:
            return self._fail(fault)
        self._line.rate_limits.check(call.operation)
        operation = _BY_NAME[call.operation]
        _check_retry_key(call)
        if operation.shape:
            check_body(operation.shape, call.body, call.operation)
        answer = operation.perform(call)
        return self._fail(fault) if fault else answer

    def _fail(self, fault: Fault) -> Answer:
        if fault.kind is FaultKind.RATE:
            return Answer(429, {"message": RATE_LIMITED})
        if fault.kind in (FaultKind.TIMEOUT, FaultKind.ACCEPTED_TIMEOUT):
            self._line.stopping.wait(fault.seconds)
        return Answer(500, {"message": "Internal server error"}, cut=fault.kind is FaultKind.ACCEPTED_CUT)

    def _check_token(self, authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise Refusal(401, "Authentication failed due to the following reason: missing bearer token")
        if not hmac.compare_digest(token.encode(), self._line.channel_token.encode()):
            raise Refusal(
                401,
                "Authentication failed. Confirm that the access token in the authorization header is valid.",
            )

    def _record(self, request: RawCall, operation: str, body: Any, answer: Answer, request_id: str) -> None:
        query = "&".join(f"{key}={value}" for key, value in request.query.items())
        self._line.record_request(
            ApiRequest(
                method=request.method,
                path=f"{request.path}?{query}" if query else request.path,
                operation=operation,
                headers=dict(request.headers),
                body=body,
                status=0 if answer.cut else answer.status,
                request_id=request_id,
                at=self._line.clock(),
                answer=answer.body if isinstance(answer.body, dict) else None,
            )
        )


def _find_operation(request: RawCall) -> tuple[str, dict[str, str]]:
    try:
        name, args = _URLS.bind("line").match(request.path, request.method)
    except MethodNotAllowed:
        raise Refusal(405, "Method not allowed") from None
    except NotFound:
        raise Refusal(404, "Not found") from None
    return str(name), {key: str(value) for key, value in args.items()}


def _parse_json(request: RawCall) -> Any:
    if len(request.raw) > _BODY_BYTES:
        raise Refusal(413, "Request exceeds the max size of 2MB")
    content_type = request.headers.get("content-type", "")
    if "application/json" not in content_type:
        raise Refusal(415, f"The content type, {content_type}, is not supported")
    try:
        return json.loads(request.raw)
    except ValueError:
        raise Refusal(400, "The request body could not be parsed as JSON (line: -, column: -)") from None


def _check_retry_key(call: Call) -> None:
    key = call.request.headers.get("x-line-retry-key")
    if key is None:
        return
    if call.operation not in RETRY_OPERATIONS:
        raise Refusal(400, "X-Line-Retry-Key is not supported by this API")
    try:
        valid = str(uuid.UUID(key)) == key.lower()
    except ValueError:
        valid = False
    if not valid:
        raise Refusal(400, "The value for the 'X-Line-Retry-Key' header is invalid")
