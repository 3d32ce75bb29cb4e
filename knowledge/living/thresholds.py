"""From which cosine on two texts belong together: every encoder has its own scale."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.yaml_files import parse_yaml

_KNOWN: dict[str, dict[str, float]] = parse_yaml(Path(__file__).with_name("thresholds.yml").read_text("utf-8"))


@dataclass(frozen=True)
class Thresholds:
    """Cosines; `link_with_fact` is for two texts that share a fee, a date …"""

    link: float
    link_with_fact: float
    same_question: float


def get_thresholds(encoder: str) -> Thresholds:
    """By the encoder's key as it is stored with vectors (`name/version`); careful ones for an encoder not known."""
    return Thresholds(**_KNOWN.get(encoder.rpartition("/")[0], _KNOWN["other"]))
