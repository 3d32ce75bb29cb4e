"""The file of accepted examples: what is read is what was written, and it gives way to the rooms' examples."""

from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from nlu.learning.fitness import make_example_text
from nlu.learning.learned_file import write_learned
from nlu.training_data import Example, add_examples, load_training_data, read_training_files


def example(text: str, intent: str = "plant") -> Example:
    return Example(text, intent, Path("accepted"), 1)


@given(st.lists(st.text(min_size=1, max_size=40), max_size=5))
def test_what_is_read_is_what_was_written(tmp_path_factory, said: list[str]) -> None:  # type: ignore[no-untyped-def]
    texts = {text for words in said if (text := make_example_text(words))}
    assume(texts)
    path = write_learned(tmp_path_factory.mktemp("learned"), [example(text) for text in texts])
    assert {found.text for found in read_training_files([path]).examples} == texts


def test_from_the_file_or_from_the_database_it_is_the_same_data(small_rooms: Path, tmp_path: Path) -> None:
    rooms = load_training_data([small_rooms])
    accepted = [example("苗木がほしい"), example("次の便に乗る", "ride"), example("花を植えよう")]
    write_learned(tmp_path / "learned", accepted)
    read = load_training_data([small_rooms, tmp_path / "learned"])
    joined = add_examples(rooms, accepted)
    assert read.digest == joined.digest != rooms.digest
    assert [(one.intent, one.text) for one in read.examples] == [(one.intent, one.text) for one in joined.examples]
    assert add_examples(rooms, reversed(accepted)).examples == joined.examples


def test_it_gives_way_to_the_rooms(small_rooms: Path, tmp_path: Path) -> None:
    rooms = load_training_data([small_rooms])
    taken, same = rooms.examples[:2]
    other = next(intent for intent in rooms.intents if intent != taken.intent)
    write_learned(tmp_path, [example(taken.text, other), example(same.text, same.intent), example("泳ぎたい", "swim")])
    assert load_training_data([small_rooms, tmp_path]) == rooms


def test_an_unchanged_file_is_left_alone_and_no_examples_are_no_file(tmp_path: Path) -> None:
    path = write_learned(tmp_path, [example("苗木がほしい")])
    written = path.stat().st_mtime_ns
    assert write_learned(tmp_path, [example("苗木がほしい")]).stat().st_mtime_ns == written
    assert write_learned(tmp_path, [example("花を植えよう")]).stat().st_mtime_ns != written
    assert not write_learned(tmp_path, []).exists()
    assert not write_learned(tmp_path / "never", []).exists()
