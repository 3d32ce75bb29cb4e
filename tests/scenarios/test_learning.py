"""What citizens say teaches the counter, by way of staff at the command line; on both databases."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.counter import Counter, build_counter
from bot.migrate import upgrade
from bot.scheduler import Scheduler
from bot.services.learning import served
from bot.settings import DEMO_CITY, Settings
from tests.dialogue.conversation import Conversation
from tests.http_server import Fault
from tests.nlu.rasa.simulated import TOKEN, SimulatedRasa, start_rasa
from tests.scenarios.commands import Run, make_run, set_environment
from tests.scenarios.fixtures import make_settings

EXAMPLES = {
    "my_data": "わたしの記録を見たい 預けたデータを見せて 登録した情報を確認したい データを消してほしい "
    "自分の情報を持ち出したい 保存された会話を見る 個人のデータを削除 情報をダウンロードしたい",
    "change_language": "英語に変えて ことばを変更したい 中国語で話したい やさしい日本語にして "
    "表示の言語を切り替える 韓国語でお願い 日本語以外で読みたい ベトナム語にしたい",
    "talk_to_staff": "職員と話したい 人につないで 担当者に代わって 係の人をお願い "
    "電話で相談したい オペレーターを呼んで 人間と話す 窓口の人はいますか",
    "out_of_scope": "明日の天気は 株を買いたい 歌をうたって 面白い話をして "
    "今日の野球の結果 恋人がほしい 円の相場は 映画のおすすめ",
}
HELD_OUT = {
    "my_data": "記録を見せて 登録した情報を消したい",
    "change_language": "ことばを英語にして 言語を変えたい",
    "talk_to_staff": "担当の人と話したい 職員を呼んで",
    "out_of_scope": "来週の天気は 株の相場",
}
UNCLEAR, UNKNOWN = "記録をことばで見たい", "ことばの記録"


def write_examples(path: Path, examples: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ['version: "3.1"', "nlu:"]
    for intent, sentences in examples.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {sentence}" for sentence in sentences.split())]
    path.write_text("\n".join([*lines, ""]), "utf-8")


@pytest.fixture
def settings(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a counter that knows few examples and learns them in a second."""
    write_examples(tmp_path / "rooms" / "all" / "nlu.yml", EXAMPLES)
    monkeypatch.setattr("bot.counter.training_folders", lambda: [tmp_path / "rooms"])
    monkeypatch.setattr(served, "RENEWED_SECONDS", 0)
    monkeypatch.chdir(tmp_path)  # no .env here
    city = shutil.copytree(DEMO_CITY, tmp_path / "city", ignore=shutil.ignore_patterns("pages"))
    write_examples(city / "held_out.yml", HELD_OUT)
    upgrade(database_url)
    return make_settings(tmp_path / "var", database_url, city=city)


@pytest.fixture
def counter(settings: Settings) -> Iterator[Counter]:
    built = build_counter(settings)
    yield built
    built.close()


@pytest.fixture
def citizen(counter: Counter) -> Conversation:
    return Conversation(counter.database, lambda: counter.engine)


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    set_environment(monkeypatch, settings)
    monkeypatch.setenv("COLUMNS", "160")
    return make_run(monkeypatch, capsys)


def test_from_a_question_back_to_an_example_and_back_again(
    settings: Settings, counter: Counter, citizen: Conversation, run: Run
) -> None:
    citizen.says(UNCLEAR, expects="dialogue.which")
    citizen.presses("自分のデータ", expects="my_data.held")
    citizen.says(UNKNOWN, expects="dialogue.not_understood")
    Scheduler(counter).run_once()

    proposed = json.loads(run("nlu", "proposals", "--json").out)
    assert [(one["text"], one["intent"], one["reason"]) for one in proposed] == [
        (UNCLEAR, "my_data", "clarified"),
        (UNKNOWN, "change_language", "fell_through"),
    ]
    listed = run("nlu", "proposals").out
    assert "proposed: 2" in listed and UNCLEAR in listed and "fell through" in listed
    first, second = (str(one["id"]) for one in proposed)
    assert f"{first}: “{UNCLEAR}” is an example of my_data" in run("nlu", "accept", first, "--by", "Tanaka").out
    assert run("nlu", "reject", second).out == f"{second}: rejected\n"
    assert json.loads(run("nlu", "proposals", "--json").out) == []
    citizen.says(UNCLEAR, expects="dialogue.which")  # accepted is not learned

    learned = run("nlu", "learn", "--by", "Tanaka")
    assert learned.code == 0, learned.err
    assert "is in service; running counters take it over within a minute" in learned.out
    citizen.says(UNCLEAR, expects="my_data.held")
    assert json.loads(run("nlu", "parse", UNCLEAR, "--json").out)["intent"]["name"] == "my_data"
    assert run("rasa", "export", "project").code == 0
    assert f"- {UNCLEAR}\n" in Path("project/data/nlu.yml").read_text("utf-8")
    new, old = json.loads(run("nlu", "versions", "--json").out)
    assert (new["in_service"], len(new["example_ids"]), new["examples"], new["figures"]["n"]) == (True, 1, 33, 6)
    assert (old["in_service"], old["example_ids"], old["examples"]) == (False, [], 32)
    assert new["name"] in run("nlu", "versions").out

    assert run("nlu", "rollback").out.startswith(f"{old['name']} is in service")
    citizen.says(UNCLEAR, expects="dialogue.which")
    assert json.loads(run("nlu", "parse", UNCLEAR, "--json").out)["intent"]["name"] != "my_data"
    assert run("nlu", "rollback", new["name"]).code == 0
    started = build_counter(settings)
    Conversation(started.database, lambda: started.engine).says(UNCLEAR, expects="my_data.held")
    started.close()


def propose(counter: Counter, citizen: Conversation, run: Run) -> str:
    """The citizen says what is unclear, and the number of the proposal."""
    citizen.says(UNCLEAR, expects="dialogue.which")
    citizen.presses("自分のデータ")
    Scheduler(counter).run_once()
    (proposed,) = json.loads(run("nlu", "proposals", "--json").out)
    return str(proposed["id"])


def test_what_makes_it_worse_stays_out_and_the_sentences_are_named(
    counter: Counter, citizen: Conversation, run: Run, tmp_path: Path
) -> None:
    number = propose(counter, citizen, run)
    assert run("nlu", "accept", number, "--intent", "talk_to_staff").code == 0
    sentences = {
        "my_data": "個人の記録をことばで見たい 自分の記録をことばで見たい",
        "change_language": "言語を切り替えたい",
    }
    write_examples(tmp_path / "strict.yml", sentences)
    refused = run("nlu", "learn", "--held-out", "strict.yml")
    assert refused.code == 1
    assert refused.error_lines == ["Error: not put into service, since it loses too much in my_data"]
    assert "my_data: 2 → 0 of 2" in refused.out
    assert "  自分の記録をことばで見たい → talk_to_staff" in refused.out
    assert json.loads(run("nlu", "versions", "--json").out) == []
    citizen.says(UNCLEAR, expects="dialogue.which")
    told = json.loads(run("nlu", "learn", "--held-out", "strict.yml", "--json").out)
    assert (told["is_in_service"], told["losses"][0]["intent"]) == (False, "my_data")
    assert "the next `nlu learn` leaves it out" in run("nlu", "reject", number).out
    assert run("nlu", "learn").out == "nothing to learn: the examples in service are those that are accepted\n"


def test_what_cannot_be_done_is_one_line(counter: Counter, citizen: Conversation, run: Run, settings: Settings) -> None:
    number = propose(counter, citizen, run)
    for words, line in (
        (("accept", "99"), "there is no proposal 99; `madoguchi nlu proposals` lists them"),
        (("accept", number, "--intent", "swim"), "there is no intent swim; there are change_language, my_data"),
        (("reject", "99"), "there is no proposal 99"),
        (("rollback",), "there is no version before the one in service"),
        (("rollback", "intents-0"), "there is no version intents-0"),
    ):
        ended = run("nlu", *words)
        assert (ended.code, ended.out, len(ended.error_lines)) == (1, "", 1)
        assert ended.err.startswith(f"Error: {line}")
    (settings.city / "held_out.yml").unlink()
    ended = run("nlu", "learn")
    assert ended.code == 2
    assert "held_out.yml; say with --held-out FILE what to measure on" in ended.err
    assert run("nlu", "versions").out == "nothing has been learned yet: the rooms' examples alone are in service\n"
    assert "is MADOGUCHI_SHADOW set" in run("nlu", "shadow").out


@pytest.fixture
def rasa() -> Iterator[SimulatedRasa]:
    server, stop = start_rasa()
    server.confidences = lambda text: {"change_language": 0.9, "my_data": 0.1}
    yield server
    stop()


def test_an_engine_beside_is_compared_and_never_heard(
    settings: Settings, rasa: SimulatedRasa, run: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    beside = settings.model_copy(update={"shadow": "rasa", "rasa_url": rasa.url, "rasa_token": TOKEN})
    set_environment(monkeypatch, beside)
    counter = build_counter(beside)
    scheduler = Scheduler(counter)
    citizen = Conversation(counter.database, lambda: counter.engine)
    for words in ("わたしの記録を見たい", "預けたデータを見せて", "ことばを変更したい"):
        citizen.says(words)
        citizen.says("もういいよ")
    assert rasa.texts == []
    rasa.fault = Fault(status=500)
    for _ in range(2):
        scheduler.run_once()
    assert caplog.text.count("shadow mode: Rasa answered with status 500") == 1
    rasa.fault = None
    scheduler.run_once()
    assert len(rasa.texts) >= 3

    told = json.loads(run("nlu", "shadow", "--json").out)
    assert {
        "engine": "embedded",
        "intent": "my_data",
        "shadow": "rasa",
        "shadow_intent": "change_language",
        "n": 2,
    } in (told["pairs"])
    assert 0 < told["rate"] < 1
    shown = run("nlu", "shadow").out
    assert f"compared {told['compared']}, agreed {told['agreed']}" in shown
    assert "預けたデータ" not in shown and "預けたデータを見せて" in run("nlu", "shadow", "--show").out
    assert "Rasa (beside the embedded engine, in shadow mode)" in run("check").out
    assert json.loads(run("nlu", "parse", "わたしの記録を見たい", "--json").out)["engine"] == "embedded"
    counter.close()
