"""The fixtures of dialogues."""

from tests.dialogue.fixtures import (  # noqa: F401
    closed_city,
    conversation,
    demo_city,
    evening,
    index_folder,
    interpreter,
    open_city,
)
