"""An application of somebody whom an identity provider has verified, as staff see it."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from bot.city import City
from bot.db import Database
from bot.models.forms import FormPhoto, VerifiedIdentity
from handlers.certificates.models import Application, ApplicationState, IdentityLevel
from tests.handlers.certificates.admin.conftest import BASE, CONTENT, Hall, open_hall
from tests.handlers.certificates.admin.test_batch import mark, post, read_rows
from tests.handlers.certificates.admin.test_calls import enter

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
S = ApplicationState


def add_verified(hall: Hall) -> int:
    id, now = hall.add(identity=IdentityLevel.VERIFIED), hall.house.clock()
    application = hall.get(id)
    with hall.house.database.write() as session:
        (photo,) = (row for row in hall.house.rows(FormPhoto) if row.entry_id == application.entry_id)
        session.delete(session.get_one(FormPhoto, photo.id))
        session.add(
            VerifiedIdentity(
                conversation_id=application.conversation_id,
                entry_id=application.entry_id or 0,
                provider="https://identity.example",
                provider_name="カードの認証",
                subject_fingerprint="f" * 64,
                assurance="high",
                fields=["name", "birth_date", "address"],
                given={},
                at=now,
                good_until=now + timedelta(minutes=30),
            )
        )
    return id


def test_the_page_says_who_verified_it_and_has_no_photo(hall: Hall) -> None:
    id, aki = add_verified(hall), hall.sign_in("aki")
    aki.goes_to(f"{BASE}/{id}")
    assert "カードの認証で確認済み（" in aki.page.text and "保証レベル：high" in aki.page.text
    assert CONTENT["name"] not in aki.page.text  # that is seen by who takes it up
    aki.sends(f"{BASE}/{id}/take-up")
    assert CONTENT["name"] in aki.page.text and "氏名、生年月日、住所は確認されたとおり" in aki.page.text
    assert "data-viewer" not in aki.page.text and "viewer.js" not in aki.page.text
    (viewed,) = [entry for entry in hall.house.entries() if entry.action == "certificate.viewed"]
    assert set(viewed.details["fields"]) == set(CONTENT)
    with aki.open("GET", f"{BASE}/{id}/photo/photo") as answer:
        assert answer.status == 404


def test_only_what_the_citizen_wrote_can_be_sent_back(hall: Hall) -> None:
    id, aki = add_verified(hall), hall.sign_in("aki")
    aki.goes_to(f"{BASE}/{id}")
    aki.sends(f"{BASE}/{id}/take-up")
    assert 'value="phone"' in aki.page.text and "修正は頼めません" in aki.page.text
    assert "return_photo" not in aki.page.text
    for field in ("name", "address", "photo"):
        assert f'value="{field}"' not in aki.page.text
        assert aki.sends(f"{BASE}/{id}/send-back", field=field, reason="違います").status == 422
    assert hall.get(id).state == S.IN_REVIEW
    aki.sends(f"{BASE}/{id}/send-back", field="phone", reason="番号が足りません")
    assert hall.get(id).state == S.RETURNED


def test_a_file_has_it_as_any_other(hall: Hall) -> None:
    id, aki = add_verified(hall), hall.sign_in("aki")
    mark(aki, id)
    rows = read_rows(post(aki, "batch/file", [id], reason="住基システムへ"))
    assert rows[1][3] == CONTENT["name"]


def test_a_caller_is_verified_by_nobody(database: Database, certificates_city: City) -> None:
    services = deepcopy(certificates_city.services)
    services["certificates"]["kinds"][0]["identity"] = "verified"
    with open_hall(database, certificates_city.model_copy(update={"services": services})) as hall:
        aki = hall.sign_in("aki")
        assert enter(aki) == 422 and "電話では受け付けられません" in aki.page.text
        assert hall.house.rows(Application) == []
