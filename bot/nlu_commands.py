"""`madoguchi nlu …`, with the commands of learning from use."""

from bot.learning.commands import COMMANDS
from bot.learning.version_commands import COMMANDS as VERSIONS
from nlu.commands import nlu

for command in (*COMMANDS, *VERSIONS):
    nlu.add_command(command)

__all__ = ["nlu"]
