"""A picture or file in a conversation: kept, and said as a message with its address."""

from __future__ import annotations

from bot.desk.room import Room
from bot.dialogue.turn import Turn
from bot.forms.attachments import Attachment
from bot.messages import Card, Channel, Choice, Image, Message
from bot.services.sent_files import keep_file

KILOBYTE = 1024


def attach(room: Room, turn: Turn, attached: Attachment) -> Message:
    """The message that shows it. LINE shows a picture from https alone; elsewhere a card leads to it."""
    key = keep_file(room.session, room.conversation_id, attached, room.now).key
    url = f"{turn.house.public_url}/sent/{key}"
    if attached.preview is None:
        return Card(attached.name, say_size(attached), buttons=(Choice(turn.text("operator.open_file"), url=url),))
    alt = turn.text("operator.sent_picture")
    if turn.inbound.channel is Channel.LINE and not url.startswith("https://"):
        return Card(alt, buttons=(Choice(turn.text("operator.open_picture"), url=url),))
    return Image(url, f"{url}/preview", alt)


def say_size(attached: Attachment) -> str:
    """Its kind and size, the same in every language."""
    size = len(attached.content) / KILOBYTE
    words = f"{size / KILOBYTE:.1f} MB" if size >= KILOBYTE else f"{max(size, 1):.0f} KB"
    return f"{attached.media_type.rpartition('/')[2].upper()} {words}"
