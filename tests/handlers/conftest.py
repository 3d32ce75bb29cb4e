"""The fixtures of dialogues, and LINE's judgement of what is said."""

from tests.channels.line.conftest import judge  # noqa: F401
from tests.dialogue.fixtures import (  # noqa: F401
    closed_city,
    conversation,
    demo_city,
    evening,
    index_folder,
    interpreter,
    open_city,
)
