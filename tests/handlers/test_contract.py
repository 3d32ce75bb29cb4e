"""What every city service owes the citizen; runs for every handler the registry finds, without being asked."""

from __future__ import annotations

import inspect
import re
import string
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from bot.channels.line.render import render_messages
from bot.clock import utc_now
from bot.counter import training_folders
from bot.demo_data.lectures import seed_lectures
from bot.demo_data.shelters import seed_shelters
from bot.dialogue.handler import Handler
from bot.dialogue.registry import load_registry
from bot.forms.definition import Form, load_forms
from bot.messages import InboundKind
from bot.models.outbox import OutboxRow
from bot.models.tracker_event import TrackerEventRow
from bot.texts import LANGUAGES, ROOT, STAFF_KEY, STAFF_LANGUAGES, Texts, load_texts
from nlu.normalize import normalize
from nlu.training_data import TrainingData, load_training_data
from tests.channels.line.conftest import Judge
from tests.dialogue.conversation import SILENCE, Conversation
from tests.handlers.card_center.places import open_places
from tests.handlers.steps import Step, list_ends, list_steps

TEXTS = load_texts()
HANDLERS = list(load_registry(TEXTS))
FORMS = list(load_forms(TEXTS))
STEPS = [step for handler in HANDLERS for step in list_steps(handler)]
ENDS = [step for handler in HANDLERS for step in list_ends(handler)]
FEW = 20  # examples an intent needs at least
ANONYMOUS = ("lecture_answers",)  # of what is sent nobody is told a number, since none is kept
LONGEST_LABEL = 20  # LINE's quick replies
ALWAYS_OFFERED = (
    *(f"dialogue.{name}" for name in ("talk_to_person", "what_can_you_do", "cancel", "yes", "no")),
    *(f"dialogue.example_{number}" for number in range(1, 5)),
    *(
        "operator.leave",
        "operator.queue",
        "operator.open_contact",
        "faq.rate_up",
        "faq.rate_down",
        "faq.none",
        "greeting.other_languages",
    ),
)


@pytest.fixture
def conversation(conversation: Conversation) -> Conversation:
    """A citizen of a city in which there are times to be had."""
    open_places(conversation.database)
    return conversation


@pytest.fixture(scope="module")
def texts() -> Texts:
    return TEXTS


@pytest.fixture(scope="module")
def data() -> TrainingData:
    return load_training_data(training_folders())


every_handler = pytest.mark.parametrize("handler", HANDLERS, ids=lambda handler: handler.name)
# What is said depends on no database; what is stored does.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
every_step = pytest.mark.parametrize("step", STEPS, ids=str)


def go_to(conversation: Conversation, step: Step) -> None:
    if step.room == "lectures":
        seed_lectures(conversation.database, utc_now())
    if step.room == "shelters":
        seed_shelters(conversation.database, utc_now())
    for press in step.presses:
        (conversation.presses if "." in press else conversation.says)(press)
    active = conversation.tracker.active
    if step.asked:
        assert active is not None
        assert (active.handler, active.asked) == (step.room, step.asked)


def leave(conversation: Conversation) -> None:
    """Back to nothing: no service open, no operator."""
    if conversation.tracker.operator_has_it:
        conversation.presses("operator.leave")
    while conversation.tracker.frames:
        conversation.presses("dialogue.cancel")


def test_every_room_is_looked_at() -> None:
    rooms = {path.parent.name for path in Path(ROOT / "handlers").glob("*/handler.py")}
    assert {handler.name for handler in HANDLERS} == rooms
    assert len(rooms) >= 7
    assert {step.room for step in STEPS} == rooms


@every_handler
def test_it_says_what_it_does_and_who_owns_it(handler: Handler) -> None:
    docstring = inspect.getdoc(import_module(f"handlers.{handler.name}.handler")) or ""
    assert re.search(r"Owner: \S+", docstring)


@every_handler
def test_its_words_are_there_in_every_language(handler: Handler, texts: Texts) -> None:
    keys = [key for key in texts.keys() if key.startswith(f"{handler.name}.")]  # noqa: SIM118  # not a mapping
    assert {f"{handler.name}.title", f"{handler.name}.help"} <= set(keys)
    for key in keys:
        for_staff = key.startswith(f"{handler.name}.{STAFF_KEY}")
        assert set(texts.languages_of(key)) == set(STAFF_LANGUAGES if for_staff else LANGUAGES)


@every_handler
def test_its_words_can_be_filled_in(handler: Handler, texts: Texts) -> None:
    for key in (key for key in texts.keys() if key.startswith(f"{handler.name}.")):  # noqa: SIM118  # not a mapping
        for language in LANGUAGES:
            wording = texts.get(language, key)
            names = [name for _, name, _, _ in string.Formatter().parse(wording) if name is not None]
            assert all(name.isidentifier() for name in names), f"{key} {language}"
            wording.format(**dict.fromkeys(names, "x"))


@every_handler
def test_its_intents_have_examples(handler: Handler, data: TrainingData) -> None:
    found = Counter(example.intent for example in data.examples)
    assert [intent for intent in handler.intents if found[intent] < FEW] == []


def test_no_example_belongs_to_two_intents(data: TrainingData) -> None:
    owner: dict[str, str] = {}
    for example in data.examples:
        assert owner.setdefault(normalize(example.text).lower(), example.intent) == example.intent, example.text
    assert len(owner) > FEW * len(HANDLERS)


@on_sqlite
@every_step
def test_the_way_out_can_be_read_in_every_language(conversation: Conversation, step: Step) -> None:
    for language in LANGUAGES:
        conversation.presses(f"language.set?language={language}")
        go_to(conversation, step)
        if conversation.tracker.active is not None and conversation.tracker.active.asked:
            assert conversation.labels[-1] == TEXTS.get(language, "dialogue.cancel")
        leave(conversation)


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_that_are_always_offered_fit_into_a_quick_reply(language: str) -> None:
    labels = [TEXTS.get(language, key) for key in ALWAYS_OFFERED]
    assert [label for label in labels if len(label) > LONGEST_LABEL] == []


ODD = {
    "an empty text": lambda citizen, expects: citizen.says("", expects=expects),
    "a sticker": lambda citizen, expects: citizen.sends_sticker(expects=expects),
    "5,000 characters": lambda citizen, expects: citizen.says("あ" * 5000, expects=expects),
    "5,000 signs": lambda citizen, expects: citizen.says("👨‍👩‍👧🏽" * 700, expects=expects),
    "braces": lambda citizen, expects: citizen.says("{city} {0} %s {{", expects=expects),
    "an image": lambda citizen, expects: citizen.sends_image(expects=expects),
    "a location": lambda citizen, expects: citizen.sends_location(expects=expects),
    "a file": lambda citizen, expects: citizen.sends(InboundKind.FILE, expects=expects),
}
ATTACHED = ("an image", "a file")


@on_sqlite
@every_step
def test_odd_things_are_answered_at_every_step(conversation: Conversation, step: Step) -> None:
    for name, odd in ODD.items():
        go_to(conversation, step)
        in_vain = "operator.attach" if name in ATTACHED else SILENCE  # nobody at the desk would see it
        odd(conversation, in_vain if conversation.tracker.operator_has_it else "")
        leave(conversation)


@on_sqlite
@every_step
def test_cancel_works_at_every_step_and_releases(
    conversation: Conversation, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    released: list[str] = []
    handler = conversation.engine.house.registry.get(step.room)
    monkeypatch.setattr(handler, "release", lambda turn: released.append(turn.room))
    go_to(conversation, step)
    is_open = conversation.tracker.active is not None
    if conversation.tracker.operator_has_it:
        conversation.says("キャンセル", expects=SILENCE)  # it is said to the operator
    else:
        conversation.says("キャンセル", expects="dialogue.cancelled" if is_open else "dialogue.nothing_open")
    assert conversation.tracker.frames == ()
    assert released == ([step.room] if is_open else [])


@every_step
def test_the_same_event_twice_changes_nothing(conversation: Conversation, step: Step) -> None:
    go_to(conversation, step)
    before = [len(conversation.rows(table)) for table in (TrackerEventRow, OutboxRow)]
    tracker = conversation.tracker
    assert conversation.sends_again() == 0
    assert [len(conversation.rows(table)) for table in (TrackerEventRow, OutboxRow)] == before
    assert conversation.tracker == tracker


@on_sqlite
@every_step
def test_it_goes_on_after_a_restart_in_the_middle(conversation: Conversation, step: Step) -> None:
    go_to(conversation, step)
    before = conversation.tracker
    conversation.restarts()
    assert conversation.tracker == before
    if not before.operator_has_it:
        conversation.sends_sticker(expects="dialogue.sticker")
    after = conversation.tracker
    assert [(frame.handler, frame.asked, frame.slots) for frame in after.frames] == [
        (frame.handler, frame.asked, frame.slots) for frame in before.frames
    ]


@on_sqlite
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_that_is_sent_is_told_in_every_language(
    conversation: Conversation, form: Form, judge: Judge
) -> None:
    for language in LANGUAGES:
        conversation.presses(f"language.set?language={language}")
        conversation.sends_form(form.name, "X-000042", room=form.room)
        assert form.name in ANONYMOUS or "X-000042" in str(conversation.last)
        judge(render_messages(conversation.last))


@every_handler
def test_every_action_answers_without_what_it_needs(conversation: Conversation, handler: Handler) -> None:
    conversation.says("こんにちは")
    for action in handler.actions:
        conversation.sends_postback(f"{handler.name}.{action}?id=%00&value=🙂&answer={'x' * 200}&language=xx")
        if conversation.tracker.operator_has_it:
            conversation.presses("operator.leave")


@on_sqlite
@pytest.mark.parametrize("end", ENDS, ids=str)
def test_line_takes_what_is_said_at_the_end(conversation: Conversation, end: Step, judge: Judge) -> None:
    for language in LANGUAGES:
        conversation.presses(f"language.set?language={language}")
        go_to(conversation, end)
        assert conversation.tracker.active is None
        judge(render_messages(conversation.last))


@on_sqlite
@every_step
def test_line_takes_every_answer(conversation: Conversation, step: Step, judge: Judge) -> None:
    for language in LANGUAGES:
        conversation.presses(f"language.set?language={language}")
        go_to(conversation, step)
        judge(render_messages(conversation.last))
        leave(conversation)
