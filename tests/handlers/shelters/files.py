"""Lists of shelters as a city and the State write them, and their import."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from bot.areas import load_areas
from bot.clock import utc_now
from bot.db import Database
from bot.settings import DEMO_CITY
from handlers.shelters.service.importing import Listing, Taken, read_file, store

TODAY = date(2026, 12, 1)
AREAS = load_areas(DEMO_CITY)
FLOOD, EARTHQUAKE, FIRE = "災害種別_洪水", "災害種別_地震", "災害種別_大規模な火事"
SCHOOL = {
    "ID": "M1",
    "名称": "中央小学校",
    "名称_カナ": "チュウオウショウガッコウ",
    "名称_英字": "Chuo Elementary School",
    "所在地_連結表記": "長野県みどり野市中央一丁目5-19",
    "緯度": "36.6482",
    "経度": "138.1918",
    "標高": "363.0",
    "電話番号": "026-000-8001",
    FLOOD: "1",
    EARTHQUAKE: "1",
    FIRE: "",
    "指定避難所との重複": "1",
    "想定収容人数": "560",
    "バリアフリー": "1",
    "ペット同行": "1",
}
PARK = {
    **SCHOOL,
    "ID": "M2",
    "名称": "中央公園",
    "名称_カナ": "チュウオウコウエン",
    "名称_英字": "Chuo Park",
    "緯度": "36.6400",
    "電話番号": "",
    FLOOD: "",
    FIRE: "1",
    "指定避難所との重複": "",
    "バリアフリー": "",
}
SOUTH = {
    **SCHOOL,
    "ID": "M3",
    "名称": "川辺小学校",
    "名称_英字": "Kawabe School",
    "緯度": "36.6000",
    "経度": "138.2200",
}
Row = dict[str, str]


def make_csv(rows: Iterable[Row], encoding: str = "utf-8-sig") -> bytes:
    given = list(rows)
    columns = list(dict.fromkeys(column for row in given for column in row))
    lines = [columns, *([row.get(column, "") for column in columns] for row in given)]
    return "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode(encoding)


def make_geojson(*places: tuple[float, float, dict[str, object]]) -> bytes:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": properties,
        }
        for latitude, longitude, properties in places
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def read(*rows: Row) -> Listing:
    return read_file("file.csv", make_csv(rows), TODAY, AREAS)


def take(database: Database, found: Listing) -> Taken:
    with database.write() as session:
        return store(session, found, utc_now())


def import_rows(database: Database, *rows: Row) -> Taken:
    return take(database, read(*rows))
