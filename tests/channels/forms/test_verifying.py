"""Who fills a form in, said by a real HTTP identity provider: the way there and back, and every way to cheat."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlmodel import select

from bot.bell import Bell
from bot.channels.forms import verifying as verifying_views
from bot.channels.forms.counter import FormCounter, Verifying
from bot.channels.forms.desk import ChangedMeanwhile, load_sheet, send
from bot.clients.identity.claims import parse_claims
from bot.clients.identity.oidc import OidcIdentityProvider
from bot.clients.identity.protocol import Departure, VerifiedPerson
from bot.clock import utc_now
from bot.forms.definition import load_forms
from bot.models.audit import AuditEntry
from bot.models.forms import EntryState, FormEntry, FormPhoto, VerifiedIdentity
from bot.services.form_entries import open_draft
from bot.services.identities import was_verified
from bot.simulator.identity import HIGH
from bot.simulator.identity.provider import SimulatedIdentity
from bot.texts import load_texts
from tests.channels.forms.conftest import SECRET_KEY, Desk, OpenDesk, Writer, make_photo
from tests.channels.web.conftest import CITY
from tests.simulator.identity import ask, read_card, start_identity

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = "certificate"
REST = {"phone": "090-1234-5678", "relationship": "self"}
FORGED = {
    "name": "別人",
    "kana": "ベツジン",
    "postcode": "100-0001",
    "address": "東京都千代田区1",
    "birth_date.era": "western",
    "birth_date.year": "1970",
    "birth_date.month": "1",
    "birth_date.day": "1",
}
HANAKO = {
    "name": "見本 花子",
    "kana": "ミホン ハナコ",
    "birth_date": "1985-04-01",
    "postcode": "380-0801",
    "address": "長野県みどり野市中央一丁目2番3号",
}


@pytest.fixture
def identity() -> Iterator[SimulatedIdentity]:
    provider, stop = start_identity()
    yield provider
    stop()


@dataclass
class Counter:
    """A desk whose certificate form wants to know who fills it in."""

    desk: Desk
    identity: SimulatedIdentity

    def opens(self, *, wants_identity: bool = True, conversation_id: int = 0) -> Writer:
        """Somebody who has opened their form by its link."""
        own, writer = conversation_id or self.desk.converse(), Writer(self.desk.port)
        with self.desk.database.write() as session:
            open_draft(session, own, FORM, utc_now()).wants_identity = wants_identity
        writer.goes_to(self.desk.link(own, FORM))
        return writer

    def leaves(self, writer: Writer) -> str:
        """Where the page's button leads."""
        assert f'href="{writer.path}/go"' in writer.page.text
        answer = writer.get(f"{writer.path}/go")
        assert answer.status == 303
        return str(answer.headers["Location"])

    def verifies(self, writer: Writer, **fields: str) -> str:
        """There and back; the path that it came back by."""
        back = read_card(self.leaves(writer), **fields)
        writer.goes_to(back)
        return back

    def entry(self) -> FormEntry:
        return self.desk.entries()[-1]


@pytest.fixture
def counter(open_desk: OpenDesk, identity: SimulatedIdentity) -> Counter:
    return Counter(open_desk(verify=lambda url: make_verifying(url, identity)), identity)


def make_verifying(url: str, identity: SimulatedIdentity) -> Verifying:
    identity.redirect_uri = f"{url}/liff/identity/back"
    client = OidcIdentityProvider(
        identity.issuer,
        identity.client_id,
        identity.client_secret,
        name="カードの認証",
        scope="openid profile address",
        levels=(HIGH,),
        places=parse_claims(""),
    )
    return Verifying(client, identity.redirect_uri, 30)


def test_who_is_verified_can_write_everything_else(counter: Counter, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    writer = counter.opens()
    assert writer.path.endswith("/identity") and "マイナンバー（個人番号）、暗証番号" in writer.page.text
    assert "お名前・お名前のふりがな・生年月日・郵便番号・ご住所。" in writer.page.text
    counter.verifies(writer)
    assert "カードの認証で本人確認が済んでいます" in writer.page.text and HANAKO["address"] in writer.page.text
    assert 'name="name"' not in writer.page.text and 'name="photo"' not in writer.page.text
    writer.sends({**REST, **FORGED, "action": "go_on"}, photo=make_photo())
    assert writer.path.endswith("/confirm") and "1985年4月1日（昭和60年）" in writer.page.text
    writer.sends()
    assert writer.path.endswith("/done")
    entry, (row,) = counter.entry(), counter.desk.rows(VerifiedIdentity)
    assert entry.content == {**HANAKO, **REST}
    assert (row.fields, row.given, row.assurance, row.provider) == (
        list(HANAKO),
        {},
        HIGH,
        counter.identity.issuer,
    )
    subject = counter.identity._name_subject("hanako")
    assert row.subject_fingerprint == counter.desk.database.vault.fingerprint(f"{counter.identity.issuer} {subject}")
    with counter.desk.database.read() as session:
        assert was_verified(session, entry)
        (audited,) = session.exec(select(AuditEntry).where(AuditEntry.action == "identity.verified"))
        session.expunge_all()
    assert (audited.actor_kind, audited.conversation_ref) == ("citizen", entry.conversation_id)
    assert HANAKO["name"] not in str(audited.details) and subject not in str(audited.details)
    assert counter.desk.rows(FormPhoto) == []
    assert [value for value in (*HANAKO.values(), subject) if value in caplog.text] == []


@on_sqlite
def test_without_it_nothing_is_sent_and_what_was_typed_stays(counter: Counter) -> None:
    own = counter.desk.converse()
    writer = counter.opens(conversation_id=own)
    form = writer.path.removesuffix("/identity")
    for path in (form, f"{form}/confirm"):
        assert writer.goes_to(path).status == 200 and writer.path == f"{form}/identity"
    writer.goes_to(counter.desk.link(own))  # whose page has the token that this browser's forms are sent with
    contact = writer.page
    writer.sends({**REST, **FORGED, "action": "go_on"}, to=form)
    assert writer.path == f"{form}/identity"
    writer.page = contact
    writer.sends({}, to=f"{form}/confirm")
    assert writer.path == f"{form}/identity"
    (entry,) = [entry for entry in counter.desk.entries() if entry.form == FORM]
    assert entry.state == EntryState.DRAFT and entry.content["phone"] == REST["phone"]
    counter.verifies(writer)
    assert HANAKO["name"] in writer.page.text and FORGED["name"] not in writer.page.text


REFUSED: dict[str, Callable[[SimulatedIdentity], Any]] = {
    "nonce": lambda identity: identity.changes.update(nonce="another"),
    "no nonce": lambda identity: identity.changes.update(nonce=None),
    "audience": lambda identity: identity.changes.update(aud="somebody else"),
    "issuer": lambda identity: identity.changes.update(iss="https://evil.example"),
    "expired": lambda identity: identity.changes.update(exp=int(time.time()) - 3600),
    "person": lambda identity: identity.changes.update(sub="somebody else"),
    "no level": lambda identity: identity.changes.update(acr=None),
    "key": lambda identity: setattr(identity, "signing_key", rsa.generate_private_key(65537, 2048)),
    "no name": lambda identity: identity.persons["hanako"].update(name=" "),
    "no day": lambda identity: identity.persons["hanako"].update(birthdate="1985"),
    "name": lambda identity: identity.persons["hanako"].update(name="\ue000"),  # a letter that only one machine has
}


@on_sqlite
def test_whatever_is_wrong_verifies_nobody(counter: Counter) -> None:
    writer = counter.opens()
    usual = dict(counter.identity.persons["hanako"])
    for name, spoil in REFUSED.items():
        spoil(counter.identity)
        counter.verifies(writer)
        assert "ご本人であることを確認できませんでした" in writer.page.text, name
        counter.identity.changes.clear()
        counter.identity.signing_key = None
        counter.identity.persons["hanako"] = dict(usual)
    counter.verifies(writer, low="1")
    assert "ご本人であることを確認できませんでした" in writer.page.text
    counter.verifies(writer, act="cancel")
    assert "本人確認をせずに戻りました" in writer.page.text
    assert counter.desk.rows(VerifiedIdentity) == [] and counter.entry().state == EntryState.DRAFT
    counter.verifies(writer)
    assert HANAKO["name"] in writer.page.text


@on_sqlite
def test_an_answer_is_taken_once_and_in_its_own_browser(counter: Counter) -> None:
    mine, other = counter.opens(), counter.opens()
    page = other.path
    back = read_card(counter.leaves(mine))
    assert other.goes_to(back).status == 410 and "トークのボタンから申請書を開き直して" in other.page.text
    other.goes_to(page)
    counter.leaves(other)
    other.goes_to(back)  # somebody else's answer instead of one's own
    assert "ご本人であることを確認できませんでした" in other.page.text
    mine.goes_to(back)
    assert HANAKO["name"] in mine.page.text
    assert mine.goes_to(back).status == 410
    other.goes_to(re.sub("state=[^&]*", "state=guessed", read_card(counter.leaves(other))))
    assert "ご本人であることを確認できませんでした" in other.page.text
    assert len(counter.desk.rows(VerifiedIdentity)) == 1


@on_sqlite
def test_a_code_is_used_up(counter: Counter) -> None:
    writer = counter.opens()
    back = read_card(counter.leaves(writer))
    kept = writer.cookie
    writer.goes_to(back)
    with counter.desk.database.write() as session:
        session.delete(session.get_one(VerifiedIdentity, 1))
    writer.cookie = kept
    writer.goes_to(back)
    assert "ご本人であることを確認できませんでした" in writer.page.text


@on_sqlite
def test_a_provider_that_is_away_costs_nothing(counter: Counter) -> None:
    writer = counter.opens()
    back = read_card(counter.leaves(writer))
    counter.identity.is_down = True
    writer.goes_to(back)
    assert "いま本人確認サービスにつながりません" in writer.page.text
    counter.identity.is_down = False
    counter.verifies(writer)
    assert HANAKO["name"] in writer.page.text


@on_sqlite
def test_a_provider_that_was_never_there_is_said_so(open_desk: OpenDesk, identity: SimulatedIdentity) -> None:
    identity.is_down = True
    writer = Counter(open_desk(verify=lambda url: make_verifying(url, identity)), identity).opens()
    assert "いま本人確認サービスにつながりません" in writer.goes_to(f"{writer.path}/go").text


@on_sqlite
def test_who_comes_back_too_late_begins_again(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = counter.opens()
    with monkeypatch.context() as patched:
        patched.setattr(verifying_views, "AWAY_SECONDS", -1)
        away = counter.leaves(writer)
    writer.goes_to(read_card(away))
    assert "確認をやり直します" in writer.page.text


@on_sqlite
def test_it_counts_for_its_time_and_what_was_typed_stays(counter: Counter) -> None:
    writer = counter.opens()
    counter.verifies(writer)
    writer.sends({**REST, "action": "go_on"})
    with counter.desk.database.write() as session:
        session.exec(select(VerifiedIdentity)).one().good_until = utc_now() - timedelta(seconds=1)
    writer.sends()
    assert "本人確認の有効時間が過ぎました" in writer.page.text and counter.entry().state == EntryState.DRAFT
    counter.verifies(writer)  # everything else is there, so it is looked through at once
    assert writer.path.endswith("/confirm") and REST["phone"] in writer.page.text
    assert len(counter.desk.rows(VerifiedIdentity)) == 1
    writer.sends()
    assert counter.entry().state == EntryState.SENT


@on_sqlite
def test_what_was_verified_meanwhile_is_not_sent_with_another_s_name(counter: Counter) -> None:
    writer = counter.opens()
    counter.verifies(writer)
    writer.sends({**REST, "action": "go_on"})
    key = writer.path.split("/")[-2]
    texts = load_texts()
    house = FormCounter(counter.desk.database, Bell(), texts, load_forms(texts), SECRET_KEY, CITY)
    stale = load_sheet(house, FORM, key)
    again = Writer(counter.desk.port)
    again.goes_to(counter.desk.link(counter.entry().conversation_id, FORM))
    with counter.desk.database.write() as session:
        session.exec(select(VerifiedIdentity)).one().good_until = utc_now() - timedelta(seconds=1)
    again.goes_to(again.path)
    counter.verifies(again, person="mai")
    with pytest.raises(ChangedMeanwhile):
        send(house, stale, stale.check().values)
    assert counter.entry().state == EntryState.DRAFT
    writer.sends()  # the page that was made for the first name sends what holds now
    assert counter.entry().content["name"] == "NGUYEN THI MAI"


@on_sqlite
def test_an_order_that_wants_none_any_more_is_an_ordinary_form(counter: Counter) -> None:
    writer = counter.opens()
    counter.verifies(writer)
    writer.sends({**REST, "action": "save"})
    form, own = writer.path, counter.entry().conversation_id
    changed = counter.opens(wants_identity=False, conversation_id=own)
    assert changed.path == form
    assert 'name="photo"' in changed.page.text and f'value="{HANAKO["name"]}"' in changed.page.text
    changed.sends({**REST, **FORGED, "action": "go_on"})
    assert list(changed.errors()) == ["photo"] and 'value="別人"' in changed.page.text
    back = counter.opens(conversation_id=own)  # and the first certificate after all
    assert HANAKO["name"] in back.page.text and "別人" not in back.page.text


@on_sqlite
def test_beginning_anew_forgets_who_it_was(counter: Counter) -> None:
    writer = counter.opens()
    counter.verifies(writer)
    writer.sends({"action": "begin_anew"})
    assert writer.path.endswith("/identity") and counter.desk.rows(VerifiedIdentity) == []


@on_sqlite
def test_nobody_is_led_elsewhere(counter: Counter) -> None:
    writer = counter.opens()
    page = writer.get(f"{writer.path}?said=https://evil.example&lang=en")
    assert "evil" not in page.text and "Confirm who you are" in page.text
    assert "form-action 'self';" in page.headers["Content-Security-Policy"]
    away = counter.leaves(writer)
    assert away.startswith(f"{counter.identity.issuer}/authorize?") and "prompt=login" in away
    assert "シミュレーターです" in (card := ask("GET", away)[1]) or "This is a simulator" in card
    assert ask("GET", away.replace("identity%2Fback", "identity%2Fevil"))[0] == 400


def test_another_kind_of_provider_is_attached_by_its_two_methods(open_desk: OpenDesk) -> None:
    """As one that speaks no OpenID Connect at all."""

    class Reader:
        id, name = "card-reader", "カードリーダー"

        def send_away(self, back_url: str) -> Departure:
            return Departure(f"{back_url}?ticket=7", {"ticket": "7"})

        def receive(self, back_url: str, answer: Any, kept: Any) -> VerifiedPerson:
            assert answer["ticket"] == kept["ticket"]
            return VerifiedPerson("7", "見本 花子", utc_now().date().replace(year=1985))

    desk = open_desk(verify=lambda url: Verifying(Reader(), f"{url}/liff/identity/back", 5))
    writer = Counter(desk, None).opens()  # type: ignore[arg-type]
    back = writer.get(f"{writer.path}/go").headers["Location"]
    writer.goes_to(f"/{back.split('/', 3)[3]}")
    assert "カードリーダーで本人確認が済んでいます" in writer.page.text
    assert 'name="name"' not in writer.page.text and 'name="address"' in writer.page.text  # which it does not know
