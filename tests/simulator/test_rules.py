"""Bodies that LINE would refuse are refused, with LINE's error shape; at the limit they pass."""

import importlib.util
from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator.refusal import Refusal
from bot.simulator.rules import check_body, count_graphemes, count_units
from tests.line_rules import VALIDATOR

USER = "U" + "0" * 32
FAMILY = "👨‍👩‍👧‍👦"


def text(words: str = "あ", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def say(label: Any = "はい", **more: Any) -> dict[str, Any]:
    return {"type": "message", "label": label, "text": "はい", **more}


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    return text(quickReply={"items": [{"type": "action", "action": action} for action in actions]})


def template(**template: Any) -> dict[str, Any]:
    return {"type": "template", "altText": "案内", "template": template}


def buttons(*actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return template(**{"type": "buttons", "text": "選んでください", "actions": list(actions), **more})


def flex(contents: dict[str, Any], alt: str = "案内") -> dict[str, Any]:
    return {"type": "flex", "altText": alt, "contents": contents}


def bubble(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(parts)}, **more}


def carousel(*bubbles: dict[str, Any]) -> dict[str, Any]:
    return flex({"type": "carousel", "contents": list(bubbles)})


def postback(**more: Any) -> dict[str, Any]:
    return {"type": "postback", "label": "押す", "data": "faq.show", **more}


def link(uri: str) -> dict[str, Any]:
    return flex(bubble({"type": "button", "action": {"type": "uri", "label": "開く", "uri": uri}}))


def long_bubble(parts: int) -> dict[str, Any]:
    return bubble(*[text("あ" * 500)] * parts)


def problems_of(message: Any) -> list[str]:
    """Properties that a push of this message is refused for."""
    try:
        check_body("PushMessageRequest", {"to": USER, "messages": [message]}, "pushMessage")
    except Refusal as refusal:
        assert refusal.status == 400
        details = refusal.body["details"]
        assert refusal.body["message"] == f"The request body has {len(details)} error(s)"
        return [detail["property"].removeprefix("messages[0]").lstrip(".") for detail in details]
    return []


ACCEPTED: dict[str, Any] = {
    "5,000 units": text("あ" * 5000),
    "2,500 emoji are 5,000 units": text("🍎" * 2500),
    "13 quick replies": quick(*[say()] * 13),
    "a label of 20 graphemes": quick(say(FAMILY * 20)),
    "camera in a quick reply": quick({"type": "camera", "label": "撮る"}),
    "300 units of postback data": quick(postback(data="x" * 300)),
    "4 buttons": buttons(*[say()] * 4),
    "alternative text of 1,500": flex(bubble(text()), "あ" * 1500),
    "12 bubbles": carousel(*[bubble(text())] * 12),
    "a telephone": link("tel:026-226-4911"),
    "a page": link("https://example.jp/a?b=1"),
    "a Flex label of 40": flex(bubble({"type": "button", "action": say("あ" * 40)})),
    "spans": flex(bubble({"type": "text", "contents": [{"type": "span", "text": "太", "weight": "bold"}]})),
    "a baseline box": flex(
        bubble({"type": "box", "layout": "baseline", "contents": [text(flex=2, size="sm", color="#666666")]})
    ),
}

REFUSED: dict[str, tuple[Any, str]] = {
    "no text": (text(""), "text"),
    "5,001 units": (text("あ" * 5001), "text"),
    "2,501 emoji": (text("🍎" * 2501), "text"),
    "a number as text": (text(1), "text"),  # type: ignore[arg-type]
    "an unknown type": ({"type": "hologram"}, "type"),
    "no object": ("やあ", ""),
    "an unknown property": (text(txet="あ"), "txet"),
    "14 quick replies": (quick(*[say()] * 14), "quickReply.items"),
    "no quick reply": (quick(), "quickReply.items"),
    "a quick reply without label": (quick({"type": "message", "text": "あ"}), "quickReply.items[0].action.label"),
    "a label of 21": (quick(say("あ" * 21)), "quickReply.items[0].action.label"),
    "a label that is a number": (quick(say(5)), "quickReply.items[0].action.label"),
    "301 units of postback data": (quick(postback(data="x" * 301)), "quickReply.items[0].action.data"),
    "displayText and text": (quick(postback(displayText="a", text="a")), "quickReply.items[0].action"),
    "5 buttons": (buttons(*[say()] * 5), "template.actions"),
    "long text under a title": (buttons(say(), title="題", text="あ" * 61), "template.text"),
    "camera in a template": (buttons({"type": "camera", "label": "撮る"}), "template.actions[0].type"),
    "confirm with one action": (template(type="confirm", text="？", actions=[say()]), "template.actions"),
    "uneven columns": (
        template(
            type="carousel",
            columns=[{"text": "a", "actions": [say()]}, {"text": "a", "actions": [say(), say()]}],
        ),
        "template.columns",
    ),
    "no alternative text": ({"type": "flex", "contents": bubble(text())}, "altText"),
    "alternative text of 1,501": (flex(bubble(text()), "あ" * 1501), "altText"),
    "a bubble over 30 KB": (flex(long_bubble(25)), "contents"),
    "a carousel over 50 KB": (carousel(*[long_bubble(6)] * 8), "contents"),
    "13 bubbles": (carousel(*[bubble(text())] * 13), "contents.contents"),
    "bubbles of two sizes": (carousel(bubble(text()), bubble(text(), size="nano")), "contents.contents"),
    "an http image": (
        flex(bubble({"type": "image", "url": "http://example.jp/a.png"})),
        "contents.body.contents[0].url",
    ),
    "a colour by name": (flex(bubble(text(color="red"))), "contents.body.contents[0].color"),
    "a size that is not there": (flex(bubble(text(size="huge"))), "contents.body.contents[0].size"),
    "a button without label": (
        flex(bubble({"type": "button", "action": {"type": "message", "text": "a"}})),
        "contents.body.contents[0].action.label",
    ),
    "a script as link": (link("javascript:alert(1)"), "contents.body.contents[0].action.uri"),
    "a link over 1,000": (link("https://example.jp/" + "a" * 1000), "contents.body.contents[0].action.uri"),
    "an image without preview": (
        {"type": "image", "originalContentUrl": "https://example.jp/a.png"},
        "previewImageUrl",
    ),
    "a place without address": ({"type": "location", "title": "a", "latitude": 1, "longitude": 1}, "address"),
    "a place off the map": (
        {"type": "location", "title": "a", "address": "a", "latitude": 91, "longitude": 1},
        "latitude",
    ),
    "a date in the wrong form": (
        quick({"type": "datetimepicker", "label": "日", "data": "d", "mode": "date", "initial": "2026/01/01"}),
        "quickReply.items[0].action.initial",
    ),
    "LINE as sender": (text(sender={"name": "LINE 公式"}), "sender.name"),
    "substitutions that are no object": ({"type": "textV2", "text": "{a}", "substitution": 5}, "substitution"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_at_the_limit_a_message_is_accepted(name: str) -> None:
    assert problems_of(ACCEPTED[name]) == []


@pytest.mark.parametrize("name", REFUSED)
def test_over_the_limit_a_message_is_refused(name: str) -> None:
    message, place = REFUSED[name]
    assert place in problems_of(message)


def test_lengths_are_counted_as_line_counts() -> None:
    assert count_units("a🍎") == 3
    assert count_units("\ud83c") == 1
    assert count_graphemes(f"{FAMILY}が") == 2


@pytest.mark.parametrize("count", [0, 6])
def test_one_to_five_messages_a_call(call: Callable[..., tuple[int, Any]], line: Any, count: int) -> None:
    user = line.add_citizen().user_id
    status, answer = call("POST", "/v2/bot/message/push", {"to": user, "messages": [text()] * count})
    assert status == 400
    assert answer["details"] == [{"message": "Size must be between 1 and 5", "property": "messages"}]


def test_bodies_that_are_no_json_object(call: Callable[..., tuple[int, Any]]) -> None:
    assert call("POST", "/v2/bot/message/push", [])[0] == 400
    assert call("POST", "/v2/bot/message/push")[0] == 400
    assert call("POST", "/v2/bot/message/push", {}, **{"Content-Type": "text/plain"})[0] == 415


def test_the_validation_api(call: Callable[..., tuple[int, Any]]) -> None:
    assert call("POST", "/v2/bot/message/validate/push", {"messages": [text()]}) == (200, {})
    assert call("POST", "/v2/bot/message/validate/reply", {"messages": [text("")]})[0] == 400


@pytest.mark.skipif(not VALIDATOR.exists(), reason="validate_line.py is not beside the repository")
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # the validator's own
def test_agrees_with_the_validator_made_from_the_official_specification(
    call: Callable[..., tuple[int, Any]], line: Any, record_property: Callable[[str, object], None]
) -> None:
    line.add_citizen(user_id=USER)
    line.quota.limit = None
    cases = _selftest_cases()
    assert len(cases) > 60
    disagree = []
    for is_good, method, path, body, headers in cases:
        line.issue_reply_token("r", USER, line.clock(), False)
        keep = {key: value for key, value in headers.items() if key == "X-Line-Retry-Key"}
        if not headers:
            keep["Authorization"] = ""
        status, answer = call(method, path, body, **keep)
        if (status < 300) is not is_good:
            disagree.append((is_good, path, status, answer))
    record_property("agreement", f"{len(cases) - len(disagree)} of {len(cases)}")
    assert [(is_good, path) for is_good, path, _, _ in disagree] == [(True, "/v2/bot/audienceGroup/upload")]


def _selftest_cases() -> list[tuple[bool, str, str, Any, dict[str, str]]]:
    """The selftest's own requests, taken as it runs, with the validator's verdict."""
    spec = importlib.util.spec_from_file_location("validate_line", VALIDATOR)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    cases: list[tuple[bool, str, str, Any, dict[str, str]]] = []
    judge = module.validate

    def listen(method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        verdict = judge(method, path, body, headers)
        cases.append((verdict[0] == 200, method, path, body, headers))
        return verdict

    module.validate = listen
    assert module.selftest() == 0
    return cases
