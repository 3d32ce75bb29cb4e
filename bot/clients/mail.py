"""Mail to an address that a citizen has registered: short texts, such as a code or news for everybody.

`SmtpMail` gives it to the city's mail server. `SimulatedMail` keeps it, for the demo and for tests.
"""

from __future__ import annotations

import smtplib
import ssl
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol
from urllib.parse import unquote, urlsplit

from bot.errors import SetupError, TemporaryFault

WAIT_SECONDS = 10.0
PORTS = {"smtp": 587, "smtps": 465}
KEPT = 50
SIMULATED = "simulated:"  # in the demo


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()  # beside those that every letter has


class MailSender(Protocol):
    """Sends one letter. Call it outside of any transaction."""

    @property
    def shown(self) -> Sequence[Letter]:
        """What a demo may show of what was sent, the last first; empty where people are real."""
        ...

    def send(self, letter: Letter) -> None:
        """Raises TemporaryFault when it can't be sent now."""
        ...


class SmtpMail:
    """`smtp://user:password@host:port` with STARTTLS, or `smtps://…`; `sender` is the address it comes from. `trusted`
    says whose certificates are believed; without it those that the machine believes."""

    shown: Sequence[Letter] = ()

    def __init__(self, url: str, sender: str, trusted: ssl.SSLContext | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname or "@" not in sender:
            raise SetupError("MADOGUCHI_MAIL_URL and MADOGUCHI_MAIL_FROM: use smtp://… or smtps://…, and an address")
        self._is_tls, self._host, self._sender = parts.scheme == "smtps", parts.hostname, sender
        self._port = parts.port or PORTS[parts.scheme]
        self._trusted = trusted or ssl.create_default_context()
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, letter: Letter) -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, letter.to, letter.subject
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=self._sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        for name, value in letter.headers:
            message[name] = value
        message.set_content(letter.text)
        try:
            with self._connect() as server:
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(message)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise TemporaryFault(f"the mail server took nothing: {type(error).__name__}") from error

    def _connect(self) -> smtplib.SMTP:
        if self._is_tls:
            return smtplib.SMTP_SSL(self._host, self._port, timeout=WAIT_SECONDS, context=self._trusted)
        server = smtplib.SMTP(self._host, self._port, timeout=WAIT_SECONDS)
        server.starttls(context=self._trusted)
        return server


def open_mail(url: str, sender: str) -> MailSender | None:
    """Of the settings; None where mail is off. Raises SetupError."""
    if not url:
        return None
    return SimulatedMail() if url == SIMULATED else SmtpMail(url, sender)


class SimulatedMail:
    """Keeps the last letters in this process."""

    def __init__(self) -> None:
        self._letters: deque[Letter] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    @property
    def shown(self) -> Sequence[Letter]:
        with self._lock:
            return tuple(self._letters)

    def send(self, letter: Letter) -> None:
        with self._lock:
            self._letters.appendleft(letter)
