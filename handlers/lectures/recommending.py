"""Recommendations and news, of what the citizen chose and of nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.choices import help_choice
from bot.dialogue.reply import Done, Reply
from bot.dialogue.turn import Turn
from bot.dialogue.words import Speaks
from bot.messages import Carousel, Choice, Text
from handlers.lectures.cards import offer_card, search_choice
from handlers.lectures.service import interests
from handlers.lectures.service.catalogue import list_coming, list_open
from handlers.lectures.service.interests import HALL, KIND
from handlers.lectures.wishes import says

SHOWN = 5
LONGEST_LABEL = 20


def start(turn: Turn) -> Reply:
    """By what was said: news, no news any more, another choice, or what is recommended."""
    if turn.interpretation.intent.name == "lecture_news":
        return want_news(turn, wants=not says(turn, "words_no_news"))
    return show_choice(turn) if says(turn, "words_interests") else recommend(turn)


def recommend(turn: Turn) -> Reply:
    """Each lecture with why; without a choice, the question what they like."""
    own = interests.find_interest(turn.session, turn.conversation_id)
    if own is None or not own.chosen:
        return show_choice(turn)
    found = interests.recommend(list_open(turn.session, turn.now), own.chosen)[:SHOWN]
    news = Choice(turn.text("want_news"), postback="lectures.news")
    change = Choice(turn.text("change_interests"), postback="lectures.interest")
    choices = (*(() if own.wants_news else (news,)), change, search_choice(turn), help_choice(turn))
    if not found:
        return Done((turn.say("none_recommended", choices, names=say_interests(turn, own.chosen)),))
    shown = tuple(
        replace(card, text="\n".join(filter(None, (say_why(turn, why), card.text))))
        for card, why in ((offer_card(turn, offer), why) for offer, why in found)
    )
    lead = turn.text("recommended")
    return Done((Text(lead), Carousel(shown, "\n".join((lead, *(card.title for card in shown))), choices)))


def show_choice(turn: Turn, lead: str = "") -> Reply:
    """What can be chosen, with what was."""
    own = interests.find_interest(turn.session, turn.conversation_id)
    chosen = own.chosen if own else []
    offered = interests.list_offered(list_coming(turn.session, turn.now))
    options = tuple(
        Choice(say_interest(turn, one)[:LONGEST_LABEL], postback=f"lectures.interest?add={interests.make_key(one)}")
        for one in offered
        if one not in chosen
    )
    ways = (
        Choice(turn.text("see_recommended"), postback="lectures.recommend"),
        Choice(turn.text("forget_interests"), postback="lectures.interest?forget=yes"),
    )
    said = turn.text("interests_are", names=say_interests(turn, chosen)) if chosen else ""
    text = "\n".join(filter(None, (lead, said, turn.text("ask_interest") if options else "")))
    return Done((Text(text or turn.text("none_open"), (*options, *(ways if chosen else ()), help_choice(turn))),))


def change(turn: Turn) -> Reply:
    """One more, or none any more; what a button named that is there no more is left."""
    if "forget" in turn.postback_params:
        interests.forget(turn.session, turn.conversation_id)
        return show_choice(turn, turn.text("interests_forgotten"))
    key = turn.postback_params.get("add", "")
    offered = interests.list_offered(list_coming(turn.session, turn.now))
    if found := next((one for one in offered if interests.make_key(one) == key), ""):
        interests.choose(turn.session, turn.conversation_id, found, turn.language, turn.now)
    return show_choice(turn)


def want_news(turn: Turn, *, wants: bool) -> Reply:
    own = interests.want_news(turn.session, turn.conversation_id, turn.language, turn.now, wants=wants)
    if not wants:
        return Done((turn.say("news_stopped", (search_choice(turn), help_choice(turn))),))
    return show_choice(turn, turn.text("news_wanted" if own.chosen else "news_need_interests"))


def stop_news(turn: Turn) -> Reply | None:
    """None for who gets none."""
    own = interests.find_interest(turn.session, turn.conversation_id)
    return want_news(turn, wants=False) if own is not None and own.wants_news else None


def say_interest(words: Speaks, interest: str) -> str:
    kind, _, value = interest.partition(":")
    if kind == KIND:
        return words.text(f"lectures.filter_{value}")
    return words.text("lectures.at_hall", hall=value) if kind == HALL else value


def say_interests(words: Speaks, chosen: Sequence[str]) -> str:
    return words.text("lectures.interest_comma").join(
        words.text("lectures.interest_quoted", name=say_interest(words, one)) for one in chosen
    )


def say_why(words: Speaks, why: Sequence[str]) -> str:
    """Why a lecture is recommended: what the citizen chose."""
    return words.text("lectures.recommended_why", names=say_interests(words, why))
