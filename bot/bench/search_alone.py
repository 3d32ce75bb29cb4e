"""The measured process of `bot.bench.search`: it has an index, a model and questions, and nothing else in memory."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from bot.bench.memory import MEGABYTE, read_resident_bytes
from knowledge.encoders import create_encoder
from knowledge.search import Knowledge
from knowledge.temporary import open_temporary_database

WARM_UP = 5


def search(folder: Path) -> dict[str, Any]:
    """Milliseconds of one question after the other, each asked for the first time; resident megabytes after them."""
    timed = []
    with open_temporary_database(folder) as database:
        knowledge = Knowledge(database, create_encoder("bundled"), folder / "index")
        for text in json.loads((folder / "questions.json").read_text("utf-8")):
            start = time.perf_counter()
            knowledge.search(text)
            timed.append((time.perf_counter() - start) * 1000)
    return {"queries": timed[WARM_UP:], "resident": read_resident_bytes(os.getpid()) / MEGABYTE}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(search(Path(sys.argv[1]))))
