from pathlib import Path

import pytest

from bot.errors import SetupError
from nlu.normalize import normalize
from nlu.training_data import TrainingData, load_training_data, read_training_files

HELD_OUT = sorted(Path(__file__).parent.glob("held_out*.yml"))
HEAD = 'version: "3.1"\nnlu:\n'


def write(folder: Path, text: str, name: str = "nlu.yml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_every_section_of_the_format(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEAD
        + "- intent: order\n  examples: |\n"
        + '    - 住民票を[2通](count)ください\n    - [あした]{"entity": "date", "value": "x"}ほしい\n\n    - それを\n'
        + "- synonym: 住民票\n  examples: |\n    - 住民票の写し\n"
        + "- lookup: count\n  examples: |\n    - 一通\n"
        + "- regex: postcode\n  examples: |\n    - \\d{3}-\\d{4}\n",
    )
    data = read_training_files([path])
    assert [(example.text, example.line) for example in data.examples] == [
        ("住民票を2通ください", 5),
        ("あしたほしい", 6),
        ("それを", 8),
    ]
    assert data.intents == ("order",)
    assert data.synonyms == {"住民票の写し": "住民票"}
    assert data.lookups == {"count": ("一通",)}
    assert data.patterns == {"postcode": (r"\d{3}-\d{4}",)}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (HEAD + "- intent: a\n  examples: |\n    - ひとつ\n  - ふたつ\n", 6, "YAML"),
        (HEAD + "- intent: a\n  examples: |\n    - ひとつ\n      - ふたつ\n", 6, "indented alike"),
        (HEAD + "- intent: a\n  examples: |\n    - ひとつ\n    ふたつ\n", 6, "indented alike"),
        (HEAD + "- intent: a\n  examples: |\n    - ひとつ\n    -\n", 6, "sentence"),
        (HEAD + "- intent: a\n  examples: |\n    - [二つ](number)\n", 5, "unknown entity number"),
        (HEAD + "- intent: a\n  examples: |\n    - [二つ]{\"role\": 1}\n", 5, "needs JSON with an entity"),
        (HEAD + "- lookup: streets\n  examples: |\n    - 三輪\n", 3, "unknown entity streets"),
        (HEAD + "- intent: a\n  examples:\n    - ひとつ\n", 3, "needs `examples: |`"),
        (HEAD + "- intent: a\n  example: |\n    - ひとつ\n", 3, "found"),
        (HEAD + "- intent: a\n  examples: |\n    - 同じ文\n- intent: b\n  examples: |\n    - 同じ文\n", 8, "of a"),
        (HEAD + "- intent: a\n  examples: |\n    - ゴミ\n- intent: b\n  examples: |\n    - ｺﾞﾐ\n", 8, "of a"),
        ("nlu:\n- intent: a\n  examples: |\n    - ひとつ\n", 1, "3.1"),
        ('version: "2.0"\nnlu: []\n', 1, "3.1"),
        ('version: "3.1"\n', 1, "under nlu:"),
        ("- a\n", 1, "mapping"),
        ("a: [\n", 2, "YAML"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_and_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SetupError) as error:
        read_training_files([path])
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert words in str(error.value)


def test_a_file_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nlu.yml"
    path.write_bytes(HEAD.encode() + "ゴミ".encode("cp932"))
    with pytest.raises(SetupError, match=str(path)):
        read_training_files([path])


def test_rooms_and_data_files_are_found_and_other_yaml_is_not(small_rooms: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write(data, HEAD + "- intent: c\n  examples: |\n    - みっつ\n", "common.yml")
    write(data, "cancel: {ja: [やめる]}\n", "keywords.yml")
    assert load_training_data([small_rooms, data]).intents == ("c", "plant", "ride")


def test_no_data_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no training data"):
        load_training_data([tmp_path])


def test_the_digest_follows_the_content_only(small_rooms: Path) -> None:
    path = small_rooms / "trees" / "nlu.yml"
    before = load_training_data([small_rooms]).digest
    path.write_text("# a remark\n" + path.read_text("utf-8"), "utf-8")
    assert load_training_data([small_rooms]).digest == before
    path.write_text(path.read_text("utf-8") + "    - 苗木がほしい\n", "utf-8")
    assert load_training_data([small_rooms]).digest != before


def test_each_intent_of_the_counter_has_enough_examples(training_data: TrainingData) -> None:
    held_out = read_training_files(HELD_OUT)
    assert set(held_out.intents) == set(training_data.intents)
    for intent in training_data.intents:
        texts = [example.text for example in training_data.examples if example.intent == intent]
        assert len(texts) >= 80, intent
        assert sum(example.intent == intent for example in held_out.examples) >= 20


def test_nothing_held_out_is_trained_on(training_data: TrainingData) -> None:
    both = (read_training_files(HELD_OUT), training_data)
    held_out, known = ({normalize(example.text).lower() for example in data.examples} for data in both)
    assert len(held_out) > 1000
    assert not held_out & known
