"""What a city says of one of its services, under `services:` in `city.yml`: read strictly, and once."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from bot.city import City
from bot.errors import SetupError


class Facts(BaseModel):
    """Anything that is said there; what nobody knows is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


AnyFacts = TypeVar("AnyFacts", bound=Facts)


def _check_words(words: dict[str, str]) -> dict[str, str]:
    if words and not words.get("ja"):
        raise ValueError("there is no wording in Japanese")
    return words


Words = Annotated[dict[str, str], AfterValidator(_check_words)]  # by language; "ja" is there where any is


def words_in(words: Words, language: str) -> str:
    """The wording in the language, else in Japanese (やさしい日本語 too), else nothing."""
    return words.get(language) or words.get("ja", "")


def find_facts(city: City, service: str, model: type[AnyFacts]) -> AnyFacts | None:
    """None where the city has no such service. Raises SetupError that names what is wrong in `city.yml`."""
    given = city.services.get(service)
    if given is None:
        return None
    found = _read(_Key(given), service, model)
    assert isinstance(found, model)
    return found


class _Key:
    """The same object is read once: a city's facts change by a new City, whose services stay the same."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given

    def __hash__(self) -> int:
        return id(self.given)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.given is self.given


@lru_cache(maxsize=32)
def _read(key: _Key, service: str, model: type[Facts]) -> Facts:
    try:
        return model.model_validate(key.given)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join((f"services.{service}", *map(str, fault["loc"])))
        raise SetupError(f"city.yml: {place}: {fault['msg']}") from error
