"""What a load balancer and Prometheus ask; it says nothing about any citizen."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen, Office

Faq = dict[str, dict[str, str]]


def get(office: Office, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"{office.url}{path}", timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_an_office_that_can_work_is_ready(office: Office) -> None:
    assert get(office, "/healthz")[0] == 200
    status, body = get(office, "/readyz")
    assert status == 200
    assert json.loads(body) == {"database": True, "migrations": True, "index": True, "encoder": True}


def test_without_an_index_it_lives_and_is_not_ready(open_office: OpenOffice, tmp_path: Path, models: Path) -> None:
    (tmp_path / "nlu").symlink_to(models)
    office = open_office({"var": tmp_path}, has_worker=False)
    assert get(office, "/healthz")[0] == 200
    status, body = get(office, "/readyz")
    assert status == 503
    assert json.loads(body)["index"] is False


def test_metrics_count_rows_and_hold_no_words(office: Office, citizen: Citizen, faq: Faq) -> None:
    question = faq["residents-001"]["question"]
    citizen.says(question)
    citizen.hears()
    body = get(office, "/metrics")[1]
    assert 'madoguchi_inbox_rows{channel="line",status="done"} 1.0' in body
    assert 'madoguchi_outbox_rows{channel="line"' in body
    assert question not in body and citizen.id not in body
