"""When a candidate may take over."""

from typing import Any

import pytest

from nlu.learning.comparison import count_right, find_losses


def figures(wrong: dict[str, int], out_of_scope: int = 0) -> dict[str, Any]:
    """Of 100 sentences for `many`, 10 for `few` and `emergency`, and 20 out of scope; so many of each are wrong."""
    counts = {"many": 100, "few": 10, "emergency": 10}
    told = [(intent, number) for intent in counts for number in range(wrong.get(intent, 0))]
    told += [("nlu_fallback", number) for number in range(out_of_scope)]
    return {
        "per_intent": {
            intent: {"n": n, "right": n - wrong.get(intent, 0), "refused": 0} for intent, n in counts.items()
        },
        "out_of_scope": 20,
        "out_of_scope_refused": 20 - out_of_scope,
        "wrong": [
            {"text": f"{intent} {number}", "intent": intent, "answered": "other", "confidence": 0.7}
            for intent, number in told
        ],
    }


@pytest.mark.parametrize(
    ("after", "margin", "lost"),
    [
        ({"many": 5, "few": 1}, 0.05, []),
        ({"many": 6}, 0.05, ["many"]),
        ({"few": 2}, 0.05, ["few"]),
        ({"few": 2}, 0.2, []),
        ({"few": 1}, 0, ["few"]),
        ({"many": 29}, 0.29, []),
        ({"emergency": 1}, 0.5, ["emergency"]),
    ],
)
def test_an_intent_may_lose_so_much(after: dict[str, int], margin: float, lost: list[str]) -> None:
    assert [loss.intent for loss in find_losses(figures({}), figures(after), margin)] == lost


def test_what_is_out_of_scope_counts_too() -> None:
    assert find_losses(figures({}), figures({}, out_of_scope=1)) == []
    (loss,) = find_losses(figures({}), figures({}, out_of_scope=2))
    assert (loss.intent, loss.before, loss.after, loss.n) == ("out_of_scope", 20, 18, 20)
    assert [one["text"] for one in loss.sentences] == ["nlu_fallback 0", "nlu_fallback 1"]


def test_it_names_the_sentences_that_are_wrong_only_now() -> None:
    (loss,) = find_losses(figures({"few": 1}), figures({"few": 4, "many": 1}))
    assert [one["text"] for one in loss.sentences] == ["few 1", "few 2", "few 3"]


def test_gains_are_no_losses() -> None:
    assert find_losses(figures({"few": 5, "emergency": 1}), figures({})) == []
    assert count_right(figures({"few": 5}))["few"] == (5, 10)
