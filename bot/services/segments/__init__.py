"""Segments: rules that say whom to write to, and the SQL that finds them.

`parse` reads a rule, `select_recipients` is the statement that yields the ids of its conversations, `count` and
`sample` look at them. Who has blocked us, had their data deleted or stopped everything is never among them.
"""

from bot.services.segments.counting import Count, Sampled, count, sample
from bot.services.segments.reading import RuleError, parse
from bot.services.segments.rules import Rule, write_rule
from bot.services.segments.selecting import language_of, select_recipients

__all__ = [
    "Count",
    "Rule",
    "RuleError",
    "Sampled",
    "count",
    "language_of",
    "parse",
    "sample",
    "select_recipients",
    "write_rule",
]
