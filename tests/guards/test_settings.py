"""The settings table of README.md says what `Settings` says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings

from bot.settings import DEMO_CITY, PREFIX, Settings
from tests.guards.sources import ROOT, Findings

ROW = re.compile(rf"^\| `({PREFIX}\w+)` \| (.*?) \| (.*?) \|$", re.MULTILINE)


def check_table(settings: type[BaseSettings], readme: str) -> Findings:
    """Every field against its row `| \\`NAME\\` | default | meaning |`, and every row against the fields."""
    rows = {name: (default, meaning) for name, default, meaning in ROW.findall(readme)}
    fields = {f"{PREFIX}{name.upper()}": field for name, field in settings.model_fields.items()}
    findings = Findings(looked_at=len(fields))
    for name, field in fields.items():
        wanted = (write_default(field), field.description)
        if not field.description or rows.get(name) != wanted:
            findings.faults.append(f"README.md wants the row | `{name}` | {wanted[0]} | {wanted[1]} |")
    findings.faults += [f"README.md names {name}, which is no setting" for name in rows if name not in fields]
    return findings


def write_default(field: Any) -> str:
    """A default as the table writes it."""
    if field.is_required():
        return "required"
    if field.default == DEMO_CITY:
        return "the demo city"
    if field.default in ("", None):
        return "empty"
    return f"`{field.default}`"


def test_readme_and_settings_agree() -> None:
    check_table(Settings, (ROOT / "README.md").read_text("utf-8")).expect_none(at_least=13)


def test_readme_names_every_setting_that_it_mentions_rightly() -> None:
    mentioned = set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", (ROOT / "README.md").read_text("utf-8")))
    assert mentioned <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


class Planted(BaseSettings):
    """Settings of a small planted project."""

    city: Path = Field(DEMO_CITY, description="folder with `city.yml`")
    port: int = Field(8000, description="where to listen")
    key: str = Field(description="signs")
    url: str = Field("", description="where")


def test_planted_disagreements_are_found() -> None:
    right = [
        "| `MADOGUCHI_CITY` | the demo city | folder with `city.yml` |",
        "| `MADOGUCHI_PORT` | `8000` | where to listen |",
        "| `MADOGUCHI_KEY` | required | signs |",
        "| `MADOGUCHI_URL` | empty | where |",
    ]
    assert check_table(Planted, "\n".join(right)).faults == []
    wrong = [
        right[0].replace("folder", "file"),
        right[1].replace("8000", "80"),
        right[2],
        "| `MADOGUCHI_OLD` | empty | was |",
    ]
    findings = check_table(Planted, "\n".join(wrong))
    assert findings.looked_at == 4
    assert findings.faults == [
        f"README.md wants the row {right[0]}",
        f"README.md wants the row {right[1]}",
        f"README.md wants the row {right[3]}",
        "README.md names MADOGUCHI_OLD, which is no setting",
    ]
