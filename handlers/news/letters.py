"""What is written in letters: the question whether somebody wants news by mail, and the news."""

from __future__ import annotations

from urllib.parse import urlencode

from bot.clients.mail import Letter
from bot.dialogue.turn import House
from bot.dialogue.words import RoomWords
from bot.signed_ids import sign_id
from handlers.news.feed import say_piece, say_title
from handlers.news.links import PATH, page_url
from handlers.news.models import MailReader
from handlers.news.service import Published, list_pieces

KIND = "news-mail"
MAIL = f"{PATH}/mail"


def mail_url(house: House, reader_id: int, language: str, end: str = "") -> str:
    """Where its owner confirms or ends it."""
    token, query = sign_id(house.secret_key, KIND, reader_id), urlencode({"lang": language})
    return f"{house.public_url.rstrip('/')}{MAIL}/{token}{end}?{query}"


def write_question(house: House, words: RoomWords, reader: MailReader) -> Letter:
    """Nothing is sent to the address before its owner has pressed the button behind this link."""
    url = mail_url(house, reader.id or 0, words.language)
    return Letter(reader.address, words.text("mail_question_subject"), words.text("mail_question", url=url))


def write_news(house: House, words: RoomWords, one: Published, corrects: int | None, reader: MailReader) -> Letter:
    """With the way out, also as the header by which mail programs show a button (RFC 8058)."""
    language = one.language_for(words.language)
    pieces = list_pieces(one, language, house.texts)
    stop = mail_url(house, reader.id or 0, words.language, "/stop")
    page = page_url(house.public_url, words.language, id=corrects or one.id)
    title = " ".join(say_title(words, one, pieces, is_correction=corrects is not None).split())
    text = "\n\n".join(
        [*map(say_piece, pieces), f"{words.text('mail_page')}\n{page}", f"{words.text('mail_stop')}\n{stop}"]
    )
    headers = (("List-Unsubscribe", f"<{stop}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return Letter(reader.address, title, text, headers)
