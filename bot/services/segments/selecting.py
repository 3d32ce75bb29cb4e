"""The statement that finds who a rule means.

Each part that tags decide becomes a set of subscriptions that is joined once, whatever "and", "or" and "not" stand
around it: subqueries below "or" would be run anew for each of 380,000 people where the database can't hold their
result in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    bindparam,
    case,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlmodel import SQLModel, col

from bot.clock import TOKYO
from bot.models.conversation import Conversation
from bot.models.subscriptions import ContactList, ContactListEntry, Subscription, SubscriptionTag
from bot.services.account_marks import LINKS
from bot.services.segments.rules import (
    AllOf,
    AnyOf,
    ChildAge,
    Everyone,
    InArea,
    Leaf,
    Need,
    Not,
    OnChannel,
    OnList,
    Rule,
    Speaks,
    Topic,
    is_standing,
    list_leaves,
)
from bot.services.segments.tags import (
    BlindValues,
    area_tag,
    child_value,
    list_json,
    list_months,
    need_value,
    topic_tag,
)
from bot.texts import LANGUAGES


def select_recipients(
    rule: Rule, now: datetime, *, is_urgent: bool = False, among: tuple[int, int] | None = None
) -> Select[Any]:
    """The ids of the conversations that the rule means at this moment, each once. What is urgent goes to who has
    stopped everything, too, but by no topic. The caller may order, join and limit it: the rule's own statement stands
    apart, where no limit misleads the database about what is worth an index. `among` are the first and the last id of
    those that are looked at."""
    id, meant = col(Conversation.id), _select_ids(rule, now, is_urgent)
    if among is None:
        return select(id).where(id.in_(meant))
    return select(id).where(id.in_(meant.where(id.between(*among))), id.between(*among))


def select_of_recipients(rule: Rule, now: datetime, *columns: Any, is_urgent: bool = False) -> Select[Any]:
    """Columns of `Conversation` and `Subscription` for whom the rule means."""
    return (
        select(*columns).select_from(_join_choices()).where(col(Conversation.id).in_(_select_ids(rule, now, is_urgent)))
    )


def language_of() -> ColumnElement[str]:
    """In which language a citizen is written to, in a statement that has `Subscription` joined to `Conversation`: what
    they chose, else what the bot spoke last, else what the channel knows, else Japanese."""
    known = [(func.lower(col(Conversation.locale)).like(f"{one}%"), one) for one in LANGUAGES if "-" not in one]
    return case(
        (func.coalesce(Subscription.language, "") != "", col(Subscription.language)),
        (col(Conversation.language) != "", col(Conversation.language)),
        *known,
        else_="ja",
    )


def _join_choices() -> FromClause:
    """Everybody, with their choices where they have made any."""
    everybody: FromClause = SQLModel.metadata.tables["conversation"]
    return everybody.outerjoin(Subscription, col(Subscription.conversation_id) == col(Conversation.id))


def _select_ids(rule: Rule, now: datetime, is_urgent: bool) -> Select[Any]:
    joined, sets = (
        _join_choices(),
        {leaf: found for leaf in list_leaves(rule) if (found := _find_set(leaf, now)) is not None},
    )
    for one in sets.values():
        joined = joined.outerjoin(one, _key(one) == (col(Conversation.id) if _is_of_list(one) else Subscription.id))
    may_be_told = (
        col(Conversation.is_blocked).is_(False),
        col(Conversation.erased_at).is_(None),
        true() if is_urgent else _goes_on(),
    )
    return select(col(Conversation.id)).select_from(joined).where(*may_be_told, _say(rule, sets))


def _goes_on() -> ColumnElement[bool]:
    """Who has not stopped everything."""
    return func.coalesce(Subscription.is_stopped, false()).is_(False)


def _find_set(leaf: Leaf, now: datetime) -> Subquery | None:
    """Whom tags find; None for what is no matter of tags."""
    tag = col(SubscriptionTag.tag)
    match leaf:
        case Topic(id):
            return _join_set(tag == topic_tag(id))
        case InArea(ids):
            return _join_set(tag.in_([area_tag(id) for id in ids]))
        case Need(id):
            return _join_set(_is_one_of(tag, [need_value(id)]))
        case ChildAge(youngest, oldest):
            months = list_months(youngest, oldest, now.astimezone(TOKYO).date())
            return _join_set(_is_one_of(tag, [child_value(month) for month in months]))
        case OnList(name):
            return _find_listed(name)
    return None


def _find_listed(name: str) -> Subquery:
    """Who has linked an account that is on the list."""
    entries = select(LINKS.c.conversation_id).join(
        ContactListEntry, col(ContactListEntry.account_mark) == LINKS.c.account_fingerprint
    )
    of_list = col(ContactList.id) == col(ContactListEntry.list_id)
    return entries.join(ContactList, of_list).where(col(ContactList.name) == name).distinct().subquery()


def _is_of_list(found: Subquery) -> bool:
    return "conversation_id" in found.c


def _key(found: Subquery) -> ColumnElement[int]:
    """The one column of a set."""
    return next(iter(found.c))


def _join_set(condition: ColumnElement[bool]) -> Subquery:
    return select(col(SubscriptionTag.subscription_id)).where(condition).distinct().subquery()


def _is_one_of(tag: SQLColumnExpression[str], values: list[str]) -> ColumnElement[bool]:
    rows = list_json(bindparam(None, values, type_=BlindValues())).table_valued("value")
    return tag.in_(select(rows.c.value))


def _say(rule: Rule, sets: Mapping[Leaf, Subquery]) -> ColumnElement[bool]:
    match rule:
        case AllOf(rules):
            return and_(true(), *(_say(one, sets) for one in rules))
        case AnyOf(rules):
            return or_(false(), *(_say(one, sets) for one in rules))
        case Not(inner):
            return not_(_say(inner, sets))
        case Everyone():
            return true()
        case Speaks(languages):
            return language_of().in_(languages)
        case OnChannel(channel):
            return col(Conversation.channel) == channel
        case Topic(id) if is_standing(id):
            return and_(_key(sets[rule]).is_(None), _goes_on())
        case Topic():
            return and_(_key(sets[rule]).is_not(None), _goes_on())
        case InArea(_, or_unknown=True):
            knows_none = func.coalesce(Subscription.has_area, false()).is_(False)
            return or_(_key(sets[rule]).is_not(None), knows_none)
        case _:
            return _key(sets[rule]).is_not(None)
