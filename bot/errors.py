"""Errors by family: who sees it, and is it tried again?"""

import traceback


class MadoguchiError(Exception):
    """Base of everything we raise on purpose."""


class UserError(MadoguchiError):
    """The citizen said something we can't take; shown as the text `text_key`, and the step stays."""

    def __init__(self, text_key: str, **values: object) -> None:
        super().__init__(text_key)
        self.text_key = text_key
        self.values = values


class NotFound(MadoguchiError):
    """A row or file that should be there is not."""


class Refused(MadoguchiError):
    """What staff asked for can't be done: one line that says why."""


class SetupError(MadoguchiError):
    """Settings or files are wrong; the message names the thing and what to do. Stops start-up, exit 1."""


class InputFileError(MadoguchiError):
    """A file given by staff can't be taken: one line that names the file and row. Nothing was imported."""


class TemporaryFault(MadoguchiError):
    """An outside service or the database is not answering now; the row stays and is tried again."""


class PermanentFault(MadoguchiError):
    """Trying again can't help; the row is marked failed and kept."""


def describe_fault(error: BaseException) -> str:
    """For logs: the kind of an exception and where it came from; not its words, which may be a citizen's."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()
