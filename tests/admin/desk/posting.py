"""Files posted as a browser posts them."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from html import unescape

from tests.admin.desk.conftest import Office
from tests.admin.staff_house import StaffBrowser
from tests.channels.web.conftest import Answer

SENT = re.compile(r"https?://[^/']+(/sent/[\w-]+)")


@dataclass
class Poster:
    """An operator who has the citizen's conversation. `as_script` as the page's script does it."""

    office: Office
    browser: StaffBrowser

    def sends(self, data: bytes, name: str = "a.pdf", words: str = "", *, as_script: bool = True) -> Answer:
        path = f"{self.office.path}/say"
        boundary = secrets.token_hex(16)
        fields = {"csrf_token": self._find_token(), "words": words}
        parts = [
            f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in fields.items()
        ]
        quoted = (
            name.encode("utf-8", "surrogatepass").replace(b"\r", b"%0D").replace(b"\n", b"%0A").replace(b'"', b"%22")
        )
        head = (
            b'Content-Disposition: form-data; name="file"; filename="'
            + quoted
            + b'"\r\nContent-Type: text/html\r\n\r\n'
        )
        marks = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in (*parts, head + data))
        body = marks + b"--%s--\r\n" % boundary.encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        headers["Accept"] = "application/json" if as_script else "text/html"
        with self.browser.open("POST", path, body, **headers) as response:
            return Answer(response.status, response.headers, response.read().decode())

    def is_refused(self, data: bytes, name: str = "a.pdf", words: str = "") -> str:
        """The sentence."""
        answer = self.sends(data, name, words)
        assert answer.status == 422, answer.text
        return str(json.loads(answer.text)["error"])

    @property
    def sent_path(self) -> str:
        """Where the citizen finds what was sent last."""
        found = SENT.search(self.office.last_words())
        assert found, self.office.last_words()
        return found[1]

    def fetches(self, path: str = "") -> tuple[int, dict[str, str], bytes]:
        """As anybody without a session: status, headers, content."""
        with self.office.house.browser().open("GET", path or self.sent_path) as response:
            return response.status, {name.lower(): value for name, value in response.headers.items()}, response.read()

    def _find_token(self) -> str:
        found = re.search(r'name="csrf_token" value="([^"]*)"', self.browser.goes_to(self.office.path).text)
        assert found
        return unescape(found[1])


def take_conversation(office: Office, login: str = "hanako") -> Poster:
    """The operator who answers the citizen, who asked for a person before."""
    browser = office.operator(login)
    browser.goes_to(office.path)
    browser.sends(f"{office.path}/claim")
    return Poster(office, browser)
