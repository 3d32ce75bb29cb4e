"""Identifiers shaped like LINE's."""

import hashlib
import itertools
import secrets
import uuid
from datetime import datetime

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_message_numbers = itertools.count(secrets.randbelow(10**12))


def new_user_id() -> str:
    """`U` and 32 hexadecimal digits."""
    return "U" + secrets.token_hex(16)


def user_id_for(name: str) -> str:
    """A user id that stays the same for the same name, so that a restarted demo knows its citizens again."""
    return "U" + hashlib.sha256(name.encode()).hexdigest()[:32]


def new_message_id() -> str:
    """18 digits, rising within one process."""
    return str(5 * 10**17 + next(_message_numbers))


def new_reply_token() -> str:
    return secrets.token_hex(16)


def new_quote_token() -> str:
    return secrets.token_urlsafe(24)


def new_request_id() -> str:
    return str(uuid.uuid4())


def new_rich_menu_id() -> str:
    return "richmenu-" + secrets.token_hex(16)


def new_ulid(at: datetime) -> str:
    """26 characters: 48 bits of milliseconds, then 80 random bits, in Crockford's base 32."""
    number = (milliseconds(at) << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970, as LINE writes times."""
    return int(at.timestamp() * 1000)
