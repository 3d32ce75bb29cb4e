"""Says days and times in Japanese in many ways, with a meaning that is counted without the parser.

A saying is a form of the day, a form of the time of day, what joins them, and noise. Its meaning is ISO 8601, or None
where people would ask back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from bot.clock import TOKYO

WEEKDAYS = "月火水木金土日"
FULL_WIDTH = str.maketrans("0123456789:/", "０１２３４５６７８９：／")
KANJI = "〇一二三四五六七八九"
PARTS = {
    "午前": ("09:00", "12:00"), "午前中": ("09:00", "12:00"), "午後": ("12:00", "18:00"), "ごご": ("12:00", "18:00"),
    "朝": ("06:00", "10:00"), "早朝": ("05:00", "08:00"), "昼休み": ("12:00", "13:00"), "お昼すぎ": ("12:00", "15:00"),
    "夕方": ("16:00", "18:00"), "ゆうがた": ("16:00", "18:00"), "夜": ("18:00", "22:00"),
}  # fmt: skip
HOURS_IN_KANA = {"いち": 13, "に": 14, "さん": 15, "よ": 16, "ご": 17}
TAILS = (
    "",
    "に",
    "にお願いします",
    "で予約したいです",
    "に伺います",
    "はどうですか",
    "でいいですか",
    "に行きたいのですが",
)

Form = tuple[str, str | None]  # what is said, what it means


def say_times(count: int, seed: int) -> Iterator[tuple[str, datetime, str | None]]:
    """So many sayings, the present in which each is said, and its meaning."""
    random = Random(seed)
    for _ in range(count):
        now = datetime(2026, 1, 1, 10, tzinfo=TOKYO) + timedelta(days=random.randrange(900))
        day, on = random.choice(list(list_days(random, now.date())))
        time, at = random.choice([("", ""), *list_times(random), *list_times(random)])
        joint = random.choice(("の", " ", "の ", "", "、") if day[-1] > "ー" and time[:1] > "ー" else ("の", " "))
        said = day + (joint + time if time else "") + random.choice(TAILS)
        if random.random() < 0.3:
            said = said.translate(FULL_WIDTH)
        yield said, now, join(on, at)


def join(on: str | None, at: str | None) -> str | None:
    """`2026-12-03T10:00/2026-12-03T12:00` of a day and a time."""
    if on is None or at is None:
        return None
    return "/".join(f"{on}T{one}" for one in at.split("/")) if at else on


def list_days(random: Random, today: date) -> Iterator[Form]:
    """Each form of a day once."""

    def after(days: int) -> str:
        return (today + timedelta(days=days)).isoformat()

    words = {"今日": 0, "本日": 0, "明日": 1, "あした": 1, "あさって": 2, "明後日": 2, "しあさって": 3}
    word = random.choice(list(words))
    yield word, after(words[word])
    number = random.randint(1, 40)
    yield f"{random.choice((str(number), kanji(number)))}日後", after(number)
    yield f"{number % 9 + 1}週間後", after(7 * (number % 9 + 1))
    yield from list_weekdays(random, today)
    yield from list_dates(random, today + timedelta(days=random.randint(0, 120)))
    soon = today + timedelta(days=random.randint(0, 13))
    yield f"{soon.day}日", soon.isoformat()
    next_month = (today.replace(day=1) + timedelta(days=32)).replace(day=random.randint(1, 28))
    yield f"来月{random.choice(('', 'の'))}{next_month.day}日", next_month.isoformat()


def list_weekdays(random: Random, today: date) -> Iterator[Form]:
    """A weekday alone, today's and tomorrow's asked back; of a week, on Sundays asked back; the next one."""
    weekday, name = random.randrange(7), random.choice(("曜", "曜日"))
    ahead = (weekday - today.weekday()) % 7
    coming = today + timedelta(days=ahead)
    said = WEEKDAYS[weekday] + name
    yield said, coming.isoformat() if ahead > 1 else None
    next_week = today + timedelta(days=7 - today.weekday() + weekday)
    clear = next_week == today + timedelta(days=ahead or 7)
    yield f"{random.choice(('次の', '今度の'))}{said}", next_week.isoformat() if clear else None
    if weekday < 6:
        for week, after in (("来週", 0), ("再来週", 7), ("さらいしゅう", 7)):
            of_week = (next_week + timedelta(days=after)).isoformat()
            yield f"{week}{random.choice(('の', '', ' '))}{said}", None if today.weekday() == 6 else of_week


def list_dates(random: Random, day: date) -> Iterator[Form]:
    """A date in each way of writing it."""
    meant, weekday, reiwa = day.isoformat(), WEEKDAYS[day.weekday()], day.year - 2018
    short = f"{day.month}月{day.day}日"
    yield short, meant
    yield f"{kanji(day.month)}月{kanji(day.day)}日", meant
    yield f"{day.month}月 {day.day}日", meant
    yield f"{short}({weekday})", meant
    yield f"{short}{weekday}曜日", meant
    yield f"{day.month}/{day.day}", meant
    yield f"{day.month}/{day.day}({weekday})", meant
    yield f"{day.year}年{short}", meant
    yield f"{day:%Y/%m/%d}", meant
    yield f"令和{random.choice((str(reiwa), kanji(reiwa)))}年{short}", meant
    yield f"R{reiwa}.{day.month}.{day.day}", meant
    yield f"{short[:-1]}日の{WEEKDAYS[day.weekday() - 1]}曜", None


def list_times(random: Random) -> Iterator[Form]:
    """A time of day in each form; an hour from 1 to 8 alone is asked back."""
    hour, minute = random.randint(9, 21), random.choice((10, 15, 30, 45))
    about = random.choice(("", "", "ごろ", "頃"))
    yield f"{hour}時{about}", f"{hour:02}:00"
    yield f"{kanji(hour)}時半", f"{hour:02}:30"
    yield f"{hour}時{minute}分{about}", f"{hour:02}:{minute}"
    yield f"{hour:02}:{minute}", f"{hour:02}:{minute}"
    yield f"午前{hour % 3 + 9}時{about}", f"{hour % 3 + 9:02}:00"
    yield f"午後{hour % 6 + 1}時{minute}分", f"{hour % 6 + 13}:{minute}"
    yield f"午後{random.choice(('', 'の'))}{kanji(hour % 6 + 1)}時半", f"{hour % 6 + 13}:30"
    kana = random.choice(list(HOURS_IN_KANA))
    yield f"ごご{kana}じ", f"{HOURS_IN_KANA[kana]}:00"
    yield f"{hour % 8 + 1}時{about}", None
    part = random.choice(list(PARTS))
    yield part, "/".join(PARTS[part])
    yield f"{hour}時から{hour + 1}時", f"{hour:02}:00/{hour + 1:02}:00"


def kanji(number: int) -> str:
    """三十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else KANJI[tens] + "十") + (KANJI[ones] if ones else "")
