"""Wording lives in texts.yml: in every language, with the same placeholders, asked for by keys that exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.texts import name_room
from tests.guards.sources import ROOT, Findings, list_files, plant, walk

LANGUAGES = ("ja", "ja-easy", "en", "zh", "ko", "vi")
STAFF_LANGUAGES = ("ja", "en")  # of admin/, and of what city services call `admin_…`
FOLDERS = ("bot", "handlers", "admin")
PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")
IN_A_PAGE = re.compile(r"(?:\bt\(\s*|data-text=)[\"']([\w.-]+)[\"'](?!\s*~)")
JOINED = re.compile(r"[\"']([\w.-]+)[\"']\s*~\s*\(?[\w.]+")  # "who_" ~ entry.who
EXTENDS = re.compile(r"\{%-? extends [\"']([\w./-]+)")
ALWAYS_THERE = {"city"}  # filled in for every text, so a language may leave it out
# One moment, said as each language says it: a text may take any of these for the same thing.
SAME = {
    "era_year": "year",
    "month_name": "month",
    "hour_to_12": "hour",
    "hour_to_24": "hour",
    "minute_padded": "minute",
}


def check_wording(root: Path) -> Findings:
    """Every text key: all languages and no other, none empty, the same placeholders in each."""
    findings = Findings()
    for_staff = set(read_texts(root, ("admin",)))
    for key, by_language in read_texts(root).items():
        findings.looked_at += 1
        languages = STAFF_LANGUAGES if key in for_staff or ".admin_" in key else LANGUAGES
        missing = [language for language in languages if not str(by_language.get(language) or "").strip()]
        strange = sorted(set(by_language) - set(languages))
        if missing or strange:
            findings.faults.append(f"{key}: no wording in {missing}, unknown languages {strange}")
            continue
        wanted = list_placeholders(by_language["ja"])
        for language in languages:
            found = list_placeholders(by_language[language])
            if found != wanted:
                findings.faults.append(f"{key}: {language} has {sorted(found)}, ja has {sorted(wanted)}")
    return findings


def list_placeholders(wording: str) -> set[str]:
    """What a wording wants to be told."""
    return {SAME.get(name, name) for name in PLACEHOLDER.findall(wording)} - ALWAYS_THERE


def check_keys(root: Path) -> Findings:
    """Every text key that is asked for by name in Python or a template."""
    texts = read_texts(root)
    filled = find_rooms_of_layouts(root)
    findings = Findings()
    for path, line, key in list_uses(root):
        findings.looked_at += 1
        wanted = [key] if "." in key else [f"{find_room(root, path)}.{key}"]
        if wanted[0] not in texts:
            wanted = [f"{room}.{key}" for room in sorted(filled.get(path, ()))] or wanted
        findings.faults += [f"{path.relative_to(root)}:{line}: no text {one}" for one in wanted if one not in texts]
    return findings


def check_unused(root: Path) -> Findings:
    """Every text key: something in the code could mean it, whole, or as a slot's name and one of its options."""
    findings = Findings()
    said = {path: list_words(path) for path in list_files(root, FOLDERS, ".py", ".html", ".js")}
    own: dict[str, frozenset[str]] = {}
    for path, words in said.items():
        room = find_room(root, path)
        own[room] = own.get(room, frozenset()) | words
    for layout, rooms in find_rooms_of_layouts(root).items():
        own |= {room: own[room] | said[layout] for room in rooms}
    everywhere = frozenset[str]().union(*said.values())
    is_meant, is_own = means_any(everywhere), {room: means_any(words) for room, words in own.items()}
    for key in read_texts(root):
        findings.looked_at += 1
        room, _, name = key.partition(".")
        words = own.get(room, frozenset())
        heads = (name[:end] for end in range(1, len(name)) if name[end] == "_")
        as_option = any(head in words and name[len(head) + 1 :] in everywhere for head in heads)
        if not as_option and not is_meant(key) and not (words and is_own[room](name)):
            findings.faults.append(f"{key} is never asked for")
    return findings


def list_uses(root: Path) -> Iterator[tuple[Path, int, str]]:
    """(file, line, key) of every key written in `turn.text(…)`, `texts.get(…)`, `UserError(…)` a page's `t(…)`."""
    for path in list_files(root, FOLDERS, ".py"):
        for node in walk(path):
            if isinstance(node, ast.Call) and (key := _key_of(node)):
                yield path, node.lineno, key
    for path in list_files(root, FOLDERS, ".html", ".js"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            yield from ((path, number, key) for key in IN_A_PAGE.findall(line))


def _key_of(call: ast.Call) -> str | None:
    function, position = ast.unparse(call.func), None
    if re.search(r"\bturn\.(text|say)$", function) or function == "UserError":
        position = 0
    elif re.search(r"\b_?texts\.get$", function):
        position = 1
    if position is None or len(call.args) <= position:
        return None
    argument = call.args[position]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


@cache
def list_words(path: Path) -> frozenset[str]:
    """The strings of a file that may be text keys; a part that is filled in is a star."""
    if path.suffix != ".py":
        text = path.read_text("utf-8")
        with_stars = JOINED.sub(r'"\1*"', re.sub(r"\$\{[^{}]*\}", "*", text))
        return frozenset(re.findall(r"[\"'`]([\w.*-]*[a-z][\w.*-]*)[\"'`]", f"{text}\n{with_stars}"))
    words = set()
    for node in walk(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            words.add("".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values))
    return frozenset(word for word in words if re.fullmatch(r"[\w.*-]*[a-z][\w.*-]*", word))


def means_any(words: frozenset[str]) -> Callable[[str], bool]:
    """Whether one of the words of the code, with its stars, can be a key."""
    starred = [re.escape(word).replace(r"\*", r"[\w-]+") for word in words if "*" in word]
    pattern = re.compile("|".join(starred or ["(?!)"]))
    return lambda key: key in words or pattern.fullmatch(key) is not None


def find_room(root: Path, path: Path) -> str:
    """The nearest folder above a file that has wording; its name is the first part of the keys."""
    for folder in path.parents:
        if (folder / "texts.yml").is_file():
            return name_room(folder / "texts.yml")
        if folder == root:
            break
    return ""


def find_rooms_of_layouts(root: Path) -> dict[Path, set[str]]:
    """For each page that others extend, the rooms of those: their wording is what it shows."""
    pages = list_files(root, FOLDERS, ".html")
    by_name = {path.as_posix().partition("/templates/")[2]: path for path in pages}
    found: dict[Path, set[str]] = {}
    for path in pages:
        if (extended := EXTENDS.search(path.read_text("utf-8"))) and (layout := by_name.get(extended[1])):
            found.setdefault(layout, set()).add(find_room(root, path))
    return found


def read_texts(root: Path, folders: tuple[str, ...] = FOLDERS) -> dict[str, dict[str, Any]]:
    """Every text key, `room.key`, with its wording by language."""
    return {
        f"{name_room(path)}.{name}": by_language
        for path in list_files(root, folders, ".yml")
        if path.name == "texts.yml"
        for name, by_language in (yaml.safe_load(path.read_text("utf-8")) or {}).items()
    }


def test_every_text_is_there_in_every_language() -> None:
    check_wording(ROOT).expect_none(at_least=100)


def test_every_key_that_is_asked_for_exists() -> None:
    check_keys(ROOT).expect_none(at_least=100)


def test_no_text_is_left_over() -> None:
    check_unused(ROOT).expect_none(at_least=100)


PLANTED = {
    "handlers/taxes/texts.yml": """
title: {ja: 税, ja-easy: 税, en: Taxes, zh: 税, ko: 세금, vi: Thuế}
fee: {ja: "{yen}円", ja-easy: "{yen}円", en: "{amount} yen", zh: "{yen}", ko: "{yen}", vi: "{yen}"}
kind_car: {ja: 車, ja-easy: 車, en: Car, zh: 车, ko: 차}
admin_open: {ja: 未処理, en: Open}
""",
    "admin/desk/texts.yml": "title: {ja: 応対, en: Desk}\nclosed: {ja: 終了}\n",
    "handlers/taxes/handler.py": """
def finish(turn, kind):
    turn.say("fee", yen=300, note="admin_open", desk=("desk.title", "desk.closed"))
    turn.text(f"kind_{kind}")
    raise UserError("taxes.closed")
""",
    "bot/channels/web/texts.yml": """
send: {ja: 送信, ja-easy: 送る, en: Send, zh: 发送, ko: 보내기, vi: Gửi, fr: Envoyer}
""",
    "bot/channels/web/views.py": """
def show(texts):
    return texts.get("ja", "taxes.title") + texts.get("ja", "web.stop")
""",
    "admin/templates/admin/list.html": "{{ t('admin_open') }} {{ t('admin_closed') }}",
    "handlers/taxes/templates/tax_list.html": '{% extends "admin/list.html" %}',
    "bot/channels/web/templates/web/page.html": "<b>{{ t('send') }}</b>\n<i>{{ t(\"gone\", city=city) }}</i>\n",
}


def test_planted_gaps_in_the_wording_are_found(tmp_path: Path) -> None:
    findings = check_wording(plant(tmp_path, PLANTED))
    assert findings.looked_at == 7
    assert findings.faults == [
        "desk.closed: no wording in ['en'], unknown languages []",
        "web.send: no wording in [], unknown languages ['fr']",
        "taxes.fee: en has ['amount'], ja has ['yen']",
        "taxes.kind_car: no wording in ['vi'], unknown languages []",
    ]


def test_planted_unknown_keys_are_found(tmp_path: Path) -> None:
    findings = check_keys(plant(tmp_path, PLANTED))
    assert findings.looked_at == 8
    assert findings.faults == [
        "bot/channels/web/views.py:3: no text web.stop",
        "handlers/taxes/handler.py:5: no text taxes.closed",
        "admin/templates/admin/list.html:1: no text taxes.admin_closed",
        "bot/channels/web/templates/web/page.html:2: no text web.gone",
    ]


def test_a_planted_left_over_text_is_found(tmp_path: Path) -> None:
    plant(tmp_path, PLANTED)
    assert not check_unused(tmp_path).faults
    plant(
        tmp_path, {"handlers/help/texts.yml": "fee: {ja: 料金}\n", "handlers/help/handler.py": "WORD = 'other.fee'\n"}
    )
    findings = check_unused(tmp_path)
    assert (findings.looked_at, findings.faults) == (8, ["help.fee is never asked for"])
