"""Script and styles of the page, each as one file."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from bot.channels.web.bundle import STATIC, bundle_script, bundle_styles
from bot.channels.web.widget import build_widget
from bot.texts import Texts
from tests.channels.web.conftest import Office

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def write(folder: Path, **modules: str) -> Path:
    """Modules `a` to `z`; the first is the entry."""
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / f"{next(iter(modules))}.js"


def test_modules_come_once_and_after_what_they_need(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        a='// Says it.\nimport { b } from "./b.js";\nimport { c } from "./c.js";\n\nb(c);\n',
        b='import { c } from "./c.js";\n\nconst AFTER = c;\n\nexport function b() {}\n',
        c="const AFTER = 3; // kept\nexport const c = AFTER;\n",
    )
    script = bundle_script(entry)
    assert re.findall(r"const _\w*_(\w) = \(\(\)", script) == ["c", "b", "a"]
    assert not re.search(r"\b(?:import|export)\b|Says it", script)
    assert script.count("const AFTER") == 2  # each in its own scope
    assert script.startswith("(() => {")


@pytest.mark.parametrize(
    "line", ["export default 3;", 'import b from "./b.js";', 'import "./b.js";', "export { b };", "export let b = 1;"]
)
def test_what_it_can_not_bundle_is_refused(tmp_path: Path, line: str) -> None:
    entry = write(tmp_path, a=f"{line}\n", b="export function b() {}\n")
    with pytest.raises(ValueError, match=r"a\.js: (?:import|export)"):
        bundle_script(entry)


def test_styles_lose_what_nobody_reads(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text('/* Red. */\na , b > c {\n  color: red;\n  content: "a  b" / "";\n}\n')
    assert bundle_styles([tmp_path / "a.css"]) == 'a,b > c{color: red;content: "a b" / "";}'


@ONLY_SQLITE
def test_files_of_the_page_are_packed_and_kept(office: Office) -> None:
    visitor = office.visitor()
    addresses = re.findall(r'(?:src|href)="(/chat/page[^"]+)"', visitor.get().text)
    assert [address.partition("?")[0] for address in addresses] == ["/chat/page.css", "/chat/page.js"]
    for address in addresses:
        plain = visitor.get(address)
        assert plain.headers["Cache-Control"] == "public, max-age=31536000"
        with visitor.open("GET", address, headers={"Accept-Encoding": "gzip"}) as packed:
            assert packed.headers["Content-Encoding"] == "gzip"
            assert "Accept-Encoding" in packed.headers["Vary"]
            assert "Set-Cookie" not in packed.headers  # a cache between would give it to everybody
            assert gzip.decompress(packed.read()).decode() == plain.text
        assert visitor.get(address, If_None_Match=plain.headers["ETag"]).status == 304


def test_no_condition_of_a_style_sheet_depends_on_the_size_of_the_page_around() -> None:
    """A condition can't use the widget's own unit; in `em` it is the same everywhere."""
    conditions = [line for sheet in STATIC.glob("*.css") for line in sheet.read_text().splitlines() if "@" in line]
    assert len(conditions) > 10
    assert [line for line in conditions if re.search(r"@(?:media|container)[^{]*\drem", line)] == []


def test_no_length_depends_on_the_page_around(texts: Texts) -> None:
    """Many sites shrink their root to 62.5 %; a rem would shrink with it."""
    script = build_widget(texts)
    assert "calc(1*var(--rem))" in script
    assert "rem;" not in script and "rem " not in script
