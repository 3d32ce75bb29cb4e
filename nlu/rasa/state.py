"""What of Rasa is there, and whether it fits the examples of today."""

from __future__ import annotations

from typing import NamedTuple

from bot.errors import TemporaryFault
from nlu.rasa.home import RasaHome
from nlu.rasa.models import find_newest, has_digest
from nlu.rasa.project import Project
from nlu.rasa.server import RasaServer


class Part(NamedTuple):
    """One line of `madoguchi rasa status`."""

    name: str
    is_well: bool
    said: str


def list_parts(home: RasaHome, project: Project, server: RasaServer) -> list[Part]:
    """Environment, model and server."""
    return [_environment(home), _model(home, project), _server(project, server)]


def _environment(home: RasaHome) -> Part:
    ready = home.environment.is_ready
    said = str(home.environment.folder) if ready else "missing or of another version; run `madoguchi rasa setup`"
    return Part("environment", ready, said)


def _model(home: RasaHome, project: Project) -> Part:
    newest = find_newest(home.models)
    if newest is None:
        return Part("model", False, "none; run `madoguchi rasa train`")
    return _dated("model", newest.name, project, "run `madoguchi rasa train`")


def _server(project: Project, server: RasaServer) -> Part:
    try:
        served = server.find_model()
    except TemporaryFault as fault:
        return Part("server", False, f"{server.url}: {fault}")
    return _dated("server", served or "no model", project, "start it again with a new model")


def _dated(part: str, model: str, project: Project, cure: str) -> Part:
    if has_digest(model, project.digests):
        return Part(part, True, f"{model}, of today's examples")
    return Part(part, False, f"{model} is not of today's examples; {cure}")
