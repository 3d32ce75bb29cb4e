"""Letters to a mail server: the real client against one that speaks SMTP over TLS, and its refusals."""

from __future__ import annotations

import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.clients.mail import SIMULATED, Letter, SimulatedMail, SmtpMail, open_mail
from bot.errors import SetupError, TemporaryFault

LETTER = Letter(
    "hanako@mail.example", "みどり野市：確認番号", "確認番号は 123456 です。", (("List-Unsubscribe", "<x>"),)
)


@dataclass
class Server:
    """What it was sent, and with which password."""

    port: int = 0
    trusted: ssl.SSLContext = field(default_factory=lambda: ssl.create_default_context())
    letters: list[tuple[str, str, bytes]] = field(default_factory=list)  # from, to, content
    logins: list[str] = field(default_factory=list)
    answer: str = "250 ok"  # to what is sent


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Server = cast(Any, self.server).house
        sender = recipient = ""
        self._say("220 mail.example")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "EHLO":
                self._say("250-mail.example\r\n250 AUTH PLAIN")
            elif word == "AUTH":
                server.logins.append(line)
                self._say("235 ok")
            elif word == "MAIL":
                sender = line
                self._say("250 ok")
            elif word == "RCPT":
                recipient = line
                self._say(server.answer)
            elif word == "DATA":
                self._say("354 go on")
                server.letters.append((sender, recipient, self._read_letter()))
                self._say("250 ok")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _read_letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server()
    certificate = make_certificate(tmp_path)
    made.trusted.load_verify_locations(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as listening:
        listening.daemon_threads = True
        listening.socket = context.wrap_socket(listening.socket, server_side=True)
        cast(Any, listening).house = made
        made.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield made
        listening.shutdown()
        thread.join()


def make_certificate(folder: Path) -> Path:
    """Of localhost, by itself, with its key."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path, encoding = folder / "localhost.pem", serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    content = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain) + made.public_bytes(encoding)
    path.write_bytes(content)
    return path


def test_a_letter_arrives_as_it_was_written(server: Server) -> None:
    mail = SmtpMail(f"smtps://user:pass%40word@localhost:{server.port}", "counter@city.example", server.trusted)
    mail.send(LETTER)
    ((sender, recipient, content),) = server.letters
    assert "counter@city.example" in sender
    assert "hanako@mail.example" in recipient
    letter = message_from_bytes(content, policy=policy.default)
    assert (letter["Subject"], letter["List-Unsubscribe"]) == (LETTER.subject, "<x>")
    assert letter.get_content().strip() == LETTER.text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert len(server.logins) == 1
    assert not mail.shown


def test_a_server_that_nobody_believes_gets_no_letter(server: Server) -> None:
    mail = SmtpMail(f"smtps://user:password@localhost:{server.port}", "counter@city.example")
    with pytest.raises(TemporaryFault) as fault:
        mail.send(LETTER)
    assert not server.letters
    assert not server.logins
    assert "123456" not in str(fault.value)
    assert "hanako" not in str(fault.value)


def test_what_is_refused_is_tried_again_later(server: Server) -> None:
    server.answer = "450 not now"
    mail = SmtpMail(f"smtps://localhost:{server.port}", "counter@city.example", server.trusted)
    with pytest.raises(TemporaryFault):
        mail.send(LETTER)


@pytest.mark.parametrize(("url", "sender"), [("http://x", "a@b"), ("smtp://", "a@b"), ("smtp://x", "nobody")])
def test_settings_that_can_be_no_mail_server_are_refused(url: str, sender: str) -> None:
    with pytest.raises(SetupError, match="MADOGUCHI_MAIL_URL"):
        open_mail(url, sender)


def test_without_a_server_mail_is_off_and_the_demo_keeps_letters() -> None:
    assert open_mail("", "") is None
    mail = open_mail(SIMULATED, "counter@city.example")
    assert isinstance(mail, SimulatedMail)
    mail.send(LETTER)
    assert mail.shown == (LETTER,)
