"""The measured process of `bot.bench.understanding`: an encoder, an interpreter, and nothing else in memory."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from bot.bench.memory import MEGABYTE, read_resident_bytes
from bot.counter import training_folders
from knowledge.encoders import create_encoder
from nlu.embedded import load_or_train
from nlu.interpreter import Interpreter
from nlu.tokenizer import reading
from nlu.training_data import load_training_data

WARM_UP = 5


def understand(folder: Path, texts: list[str]) -> dict[str, Any]:
    """Seconds to load the saved weights, megabytes they take, milliseconds of each text, each said for the first time.

    Encoder and dictionary are in memory before: the search has them too.
    """
    encoder = create_encoder("bundled")
    encoder.encode_query([texts[0]])
    reading(texts[0])
    data = load_training_data(training_folders())
    threadpool_limits(1, user_api="blas")  # as in the counter
    before, start = read_resident_bytes(os.getpid()), time.monotonic()
    engine = load_or_train(data, encoder, folder)
    loaded = time.monotonic() - start
    interpreter = Interpreter(engine)
    for text in texts[:WARM_UP]:
        interpreter.interpret(text)
    memory = (read_resident_bytes(os.getpid()) - before) / MEGABYTE
    return {
        "loaded": loaded,
        "memory": memory,
        "engine": [_time(engine.parse, text) for text in texts[WARM_UP::2]],
        "whole": [_time(interpreter.interpret, text) for text in texts[WARM_UP + 1 :: 2]],
    }


def _time(parse: Any, text: str) -> float:
    start = time.perf_counter()
    parse(text)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    sys.stdout.write(json.dumps(understand(Path(sys.argv[1]), json.loads(sys.stdin.read()))))
