"""The figures of an evaluation for people, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlu.interpretation import FALLBACK_INTENT

_REFUSED = "refused"


def list_lines(figures: dict[str, Any], by_language: bool = False) -> Iterator[str]:
    """Each intent with what it was taken for, each mistake, confidence by tenths, and the sums last."""
    yield f"{'intent':24}{'right':>6}{'of':>6}   taken for"
    for intent, answers in figures["confusion"].items():
        yield _intent_line(intent, answers)
    for one in figures["wrong"]:
        yield f"  {one['text']}: {_name(one['intent'])} → {_name(one['answered'])} ({one['confidence']:.2f})"
    if by_language:
        yield from _table("language", figures["per_language"])
    yield f"{'confidence':24}{'right':>6}{'n':>6}"
    for one in figures["reliability"]:
        yield f"{one['from']:.1f}-{one['to']:.1f}, on average {one['confidence']:.2f} {one['right']:6.2f}{one['n']:6}"
    yield _sums(figures)


def _intent_line(intent: str, answers: dict[str, int]) -> str:
    others = ", ".join(f"{_name(found)} {n}" for found, n in answers.items() if found != intent)
    name = "out_of_scope" if intent == FALLBACK_INTENT else intent
    return f"{name:24}{answers.get(intent, 0):6}{sum(answers.values()):6}   {others}".rstrip()


def _name(intent: str) -> str:
    return _REFUSED if intent == FALLBACK_INTENT else intent


def _table(title: str, rows: dict[str, dict[str, int]]) -> Iterator[str]:
    yield f"{title:24}{'right':>6}{'of':>6}{_REFUSED:>9}"
    for name, counts in rows.items():
        yield f"{name:24}{counts['right']:6}{counts['n']:6}{counts['refused']:9}"


def _sums(figures: dict[str, Any]) -> str:
    auroc = figures["out_of_scope_auroc"]
    return (
        f"right {figures['right']} of {figures['n']}, wrong but confident {figures['wrong_confident']}, "
        f"refused {figures['refused']}, out of scope refused {figures['out_of_scope_refused']} of "
        f"{figures['out_of_scope']}{f' (AUROC {auroc:.3f})' if auroc is not None else ''}, "
        f"calibration error {figures['calibration_error']:.3f}"
    )
