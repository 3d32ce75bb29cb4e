"""What a text tells: how urgent it is, of what, and who writes. Pure, without a model; under 5 ms a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from handlers.child_consultation.levels import Alert, Level
from handlers.child_consultation.triage.rule import Rule, Seen, Topic
from handlers.child_consultation.triage.speaker import SMALL_MONTHS, is_adult, is_child, looks_sad
from handlers.child_consultation.triage.table import Table, load_table
from handlers.child_consultation.triage.wording import Sentence, Wording, plain_letters
from nlu.danger import Danger
from nlu.gentle import load_gentle
from nlu.normalize import normalize

DANGER_MINUTES = 10
GROWN_MONTHS = 18 * 12
DANGER = "danger_"  # begins what stands among the rules' ids for the counter's words of danger
DANGER_BODILY = ("illness", "injury", "accident", "drowning", "poisoning", "fire", "gas", "trapped")
DANGER_CALMED = (*DANGER_BODILY, "plea")
DANGER_VAGUE = ("illness", "injury", "trapped")  # said of a cold and of a bump too
DANGER_TOPICS = {"suicide": Topic.SUICIDE, "child_abuse": Topic.ABUSE, "violence": Topic.ABUSE, "crime": Topic.OTHER}
DANGER_SAYS = {"suicide": "life", "child_abuse": "danger", "violence": "danger", "crime": "danger"}


@dataclass(frozen=True)
class Verdict:
    """`rules` are the ids of those that hold, the most urgent first. `is_quoted`: what sounds so was in the news, in a
    film. `is_unclear`: nothing was said that can be judged, such as an emoji that cries. `version` is the table's."""

    level: Level
    rules: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    say: str = ""
    alert: tuple[Alert, ...] = ()
    within_minutes: int = 0
    is_child: bool = False  # a child writes alone
    is_of_child: bool = False  # it is about a child, or a child writes
    is_quoted: bool = False
    is_unclear: bool = False
    is_calm: bool = False  # it says that nobody is in danger now
    is_gentle: bool = False  # sounded dangerous, and was meant otherwise
    is_request: bool = False  # a fact or a service is asked for
    is_pupil: bool = False  # the child says so: of school, how old
    version: str = ""

    def raised_to(self, level: Level) -> Verdict:
        """With at least this level: nothing that is not of the table lowers one."""
        return replace(self, level=Level.highest(self.level, level))


def judge(text: str, *, age: float | None = None, earlier: Sequence[str] = (), table: Table | None = None) -> Verdict:
    """The level of what is written, together with what the same person wrote a moment ago (`earlier`, oldest first).

    What was urgent already before this text is not told again by it. `age` is the child's in years, where it is known.
    Of two things said, the more urgent counts.
    """
    look = _Look(table or load_table(), age)
    found = _judge_pieces(text, earlier, look)
    return _look_gently(found, text, earlier, look) if found.level.weight >= Level.URGENT.weight else found


@dataclass(frozen=True)
class _Look:
    """One judgement; what was seen of a sentence is kept for as long as it lasts."""

    table: Table
    age: float | None
    _known: dict[str, Sentence] = field(default_factory=dict)
    _seen: dict[Sentence, Seen] = field(default_factory=dict)

    def word(self, text: str) -> Wording:
        return self.table.word(text, self._known)

    def see(self, sentence: Sentence) -> Seen:
        if sentence not in self._seen:
            self._seen[sentence] = Seen.of(sentence, self.table.families)
        return self._seen[sentence]


def _look_gently(found: Verdict, text: str, earlier: Sequence[str], look: _Look) -> Verdict:
    """Once more without what is meant otherwise (`nlu.gentle`): hyperbole, play, a story, what is long over.

    What may be meant after all is `soon`; of a story it is asked back whether it is of somebody near.
    """
    rest = load_gentle().take_out(normalize(text))
    if rest is None:
        return found
    calmer = _judge_pieces(rest.text, earlier, look)
    if calmer.level.weight >= found.level.weight:
        return found
    level = Level.highest(calmer.level, Level.SOON if rest.asks else Level.INFORMATION)
    return replace(
        calmer,
        level=level,
        is_quoted=rest.is_story,
        is_unclear=rest.asks,
        is_gentle=True,
        is_child=found.is_child,
        is_of_child=found.is_of_child,
        is_request=found.is_request,
    )


def _judge_pieces(text: str, earlier: Sequence[str], look: _Look) -> Verdict:
    alone = _judge_one(text, look)
    if not earlier or alone.level is Level.EMERGENCY:
        return alone
    whole = _judge_one(" ".join([*earlier, text]), look)
    if whole.level.weight <= alone.level.weight:
        return alone
    before = _judge_one(" ".join(earlier), look)
    return whole if whole.level.weight > before.level.weight else alone


def _judge_one(text: str, look: _Look) -> Verdict:
    wording, table = look.word(text), look.table
    said = [look.see(sentence) for sentence in wording.sentences]
    facts = _find_facts(wording, said, look.age, table)
    quoted, found = False, list[Rule]()
    for seen in said:
        held = _list_held(seen.with_facts(facts), table)
        if held and seen.has("fiction") and not seen.has("own"):
            quoted = True
        else:
            found += held
    if not quoted and (kind := _find_danger(wording, said, facts, found)):
        return _alarm(kind, "calm" in facts, _sum_up(wording, said, facts, found, False, table))
    return _sum_up(wording, said, facts, sorted(found, key=lambda rule: -rule.level.weight), quoted, table)


def _find_danger(wording: Wording, said: Sequence[Seen], facts: frozenset[str], found: Sequence[Rule]) -> str | None:
    """What the words of danger say where the table sees nothing of the same day: the same words that come before
    everything at the counter (docs/understanding.md), without what the table takes for harmless.

    Beside a worry only what may be a matter of minutes counts.
    """
    is_urgent = any(rule.level.weight > Level.SOON.weight for rule in found)
    if is_urgent or _asks(said) or any(seen.has("form_help") for seen in said):
        return None
    if any(seen.has("fiction") for seen in said) and not any(seen.has("own") for seen in said):
        return None
    kind = _danger().find_kind(wording.unmasked)
    if not found:
        return kind if kind not in DANGER_CALMED or "calm" not in facts else None
    is_now = any(seen.has("now") or seen.has("help") for seen in said)
    return kind if kind in DANGER_BODILY and "calm" not in facts and (is_now or kind not in DANGER_VAGUE) else None


def sounds_dangerous(text: str) -> bool:
    """Whether the words of danger of the whole counter are in it."""
    return _danger().find_kind(normalize(text)) is not None


@cache
def _danger() -> Danger:
    return Danger()


def _alarm(kind: str, is_calm: bool, seen: Verdict) -> Verdict:
    """What the table saw, and beside it a danger: of the same day, where nobody is said to be in it now."""
    topic = DANGER_TOPICS.get(kind, Topic.INJURY)
    return replace(
        seen,
        level=Level.URGENT if is_calm else Level.EMERGENCY,
        rules=(f"{DANGER}{kind}", *seen.rules),
        topics=tuple(dict.fromkeys((topic, *seen.topics))),
        say=DANGER_SAYS.get(kind, "medical"),
        alert=(Alert.CENTER, Alert.DUTY_PHONE),
        within_minutes=DANGER_MINUTES,
        is_unclear=False,
    )


def _asks(said: Sequence[Seen]) -> bool:
    return any(seen.has("asks") for seen in said)


def _is_child_alone(said: Sequence[Seen], facts: frozenset[str]) -> bool:
    """Whom one speaks to as to a child. The rules go by the fact alone: to doubt it must lower nothing."""
    return "child" in facts and not any(seen.has("elder") for seen in said)


def _is_of_child(said: Sequence[Seen], facts: frozenset[str]) -> bool:
    if facts & {"child", "young"} or any(seen.has("my_child") for seen in said):
        return True
    return "of_age" not in facts and any(seen.has("grown") for seen in said)


def _list_held(seen: Seen, table: Table) -> list[Rule]:
    return [rule for rule in table.rules if rule.holds(seen)]


def _find_facts(wording: Wording, said: Sequence[Seen], age: float | None, table: Table) -> frozenset[str]:
    months = [age * 12] if age is not None else table.ages.list_months(plain_letters(wording.text))
    adult = is_adult(said)
    facts = {"adult"} if adult else {"child"} if is_child(wording, said) else set()
    if any(one < SMALL_MONTHS for one in months):
        facts.add("baby")
    if any(one < GROWN_MONTHS for one in months):
        facts.add("young")
    elif months:
        facts.add("of_age")
    if any(seen.has("calm") or seen.has("safe_hands") for seen in said):
        facts.add("calm")
    if _is_evening(said):
        facts.add("evening")
    return frozenset(facts)


def _is_evening(said: Sequence[Seen]) -> bool:
    """Of a teenager, at an hour that is no night, and without a sign that makes the hour not matter."""
    words = frozenset().union(*(seen.words for seen in said))
    return {"evening", "teenager"} <= words and words.isdisjoint(("late", "danger_sign", "small"))


def _sum_up(
    wording: Wording, said: Sequence[Seen], facts: frozenset[str], found: Sequence[Rule], quoted: bool, table: Table
) -> Verdict:
    is_child_alone, of_child = _is_child_alone(said, facts), _is_of_child(said, facts)
    request, is_calm = _asks(said), any(seen.has("calm") for seen in said)
    if not found:
        sad = looks_sad(wording.text)
        level = Level.SOON if sad else Level.INFORMATION
        return Verdict(
            level, is_child=is_child_alone, is_of_child=of_child, is_quoted=quoted, is_unclear=sad,
            is_request=request, is_calm=is_calm, version=table.version,
        )  # fmt: skip
    first = found[0]
    return Verdict(
        level=first.level,
        rules=tuple(dict.fromkeys(rule.id for rule in found)),
        topics=tuple(dict.fromkeys(topic for rule in found for topic in rule.topics)),
        say=first.say,
        alert=tuple(dict.fromkeys(whom for rule in found if rule.level is first.level for whom in rule.alert)),
        within_minutes=min(rule.within_minutes for rule in found),
        is_child=is_child_alone,
        is_of_child=of_child,
        is_quoted=quoted,
        is_request=request,
        is_calm=is_calm,
        is_pupil=is_child_alone and any(seen.has("pupil") for seen in said),
        version=table.version,
    )
