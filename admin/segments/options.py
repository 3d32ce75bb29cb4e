"""What a condition can be about, in words: groups of options for the select, and a rule as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from admin.page import Words
from admin.segments.parts import ANY, CHILD, EVERYONE, NO_AREA, Condition, Parts
from bot.areas import Areas
from bot.messages import Channel
from bot.service_facts import words_in
from bot.services.segments.catalogue import find_areas, find_catalogue
from bot.services.segments.rules import NEEDS

Options = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True)
class Speaking:
    """Names things in the member's language; `lists` are the names of the imported ones."""

    words: Words
    lists: tuple[str, ...]

    @property
    def areas(self) -> Areas:
        return find_areas(self.words.house.city)

    @property
    def districts(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.areas.districts)

    def name_areas(self, ids: Sequence[str]) -> list[str]:
        return [found.name_in(self.words.language) for id in ids if (found := self.areas.find(id))]

    def list_options(self) -> Options:
        """(heading, [(value, words)]) of everything that there is."""
        say, language = self.words.text, self.words.language
        texts, catalogue = self.words.house.texts, find_catalogue(self.words.house.city)
        topics = [(f"topic:{one.id}", words_in(one.name, language)) for one in (catalogue.topics if catalogue else ())]
        languages = [(f"language:{one}", texts.name_language(one)) for one in texts.languages]
        areas = [
            (
                district.name_in(language),
                [
                    (f"area:{district.id}", say("segments.whole_district", area=district.name_in(language))),
                    *((f"area:{town.id}", town.name_in(language)) for town in self.areas.towns_of(district.id)),
                ],
            )
            for district in self.areas.districts
        ]
        groups: Options = [
            (say("segments.kind_topic"), topics),
            (say("segments.kind_child"), [(CHILD, say("segments.has_child"))]),
            (say("segments.kind_language"), languages),
            *areas,
            (say("segments.kind_area"), [(NO_AREA, say("segments.no_area"))] if areas else []),
            (say("segments.kind_need"), [(f"need:{one}", say(f"segments.need_{one}")) for one in NEEDS]),
            (say("segments.kind_channel"), [(f"channel:{one}", say(f"segments.channel_{one}")) for one in Channel]),
            (say("segments.kind_list"), [(f"list:{one}", one) for one in self.lists]),
            (say("segments.kind_other"), [(EVERYONE, say("segments.everyone"))]),
        ]
        return [(heading, options) for heading, options in groups if options]

    def say_rule(self, parts: Parts) -> str:
        """As one sentence, groups in brackets where there are several."""
        names = {value: words for _, options in self.list_options() for value, words in options}
        groups = [(group, [self._say(one, names) for one in group.conditions]) for group in parts.groups]
        joined = [
            self.words.text("segments.bracket", what=self._join(group.join, said))
            if len(groups) > 1 and len(said) > 1
            else self._join(group.join, said)
            for group, said in groups
        ]
        return self._join(parts.join, joined)

    def _say(self, condition: Condition, names: dict[str, str]) -> str:
        name = names.get(condition.what, condition.what)
        if condition.what == CHILD:
            ages = {"youngest": condition.youngest, "oldest": condition.oldest}
            name = self.words.text("segments.child_of", **ages)
        return self.words.text("segments.not_so", what=name) if condition.is_not else name

    def _join(self, how: str, said: list[str]) -> str:
        key = "segments.or" if how == ANY else "segments.and"
        return reduce(lambda left, right: self.words.text(key, left=left, right=right), said)
