"""Where Rasa lives on this machine: its environment, its project and its models, in one folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from bot.clock import TOKYO
from bot.errors import SetupError
from nlu.rasa.environment import Environment, rasa_environ, run_lines
from nlu.rasa.models import SUFFIX, name_model
from nlu.rasa.project import CONFIGS, PACKAGE, Project

TOKEN = "RASA_AUTH_TOKEN"  # noqa: S105  # the variable that `python -m madoguchi_nlu` reads


@dataclass(frozen=True)
class RasaHome:
    """A folder with `env/`, `project/`, `models/` and logs; what is missing is made when it is needed."""

    folder: Path

    @property
    def environment(self) -> Environment:
        return Environment(self.folder.absolute() / "env")

    @property
    def models(self) -> Path:
        return self.folder.absolute() / "models"

    def train(self, project: Project, pipeline: str, say: Callable[[str], None]) -> Path:
        """Train a model of the project into a file of its own; `say` gets what Rasa is at. Raises SetupError."""
        folder = self.write_project(project)
        name = name_model(project.digest(pipeline), datetime.now(TOKYO))
        command = [*self._rasa(), "train", "nlu", "--config", CONFIGS[pipeline], "--nlu", "data"]
        command += ["--domain", "domain.yml", "--out", str(self.models), "--fixed-model-name", name]
        with (self.folder / "train.log").open("w", 1, "utf-8") as log:
            for line in run_lines(command, log.write, folder):
                if "component '" in line:
                    say(line.partition("  - ")[2].strip())
        model = self.models / f"{name}{SUFFIX}"
        if not model.is_file():
            raise SetupError(f"Rasa ended without a model; what it said is in {self.folder / 'train.log'}")
        return model

    def serve(self, project: Project, model: Path, port: int, token: str) -> NoReturn:
        """Become a Rasa server that only this machine reaches, and only with the token."""
        folder = self.write_project(project)
        command = [*self._rasa(), "run", "--enable-api", "--model", str(model), "-i", "127.0.0.1", "-p", str(port)]
        os.chdir(folder)
        os.execve(command[0], command, rasa_environ({TOKEN: token}))  # noqa: S606

    def write_project(self, project: Project) -> Path:
        """The project's folder, brought up to date."""
        folder = self.folder.absolute() / "project"
        project.write(folder)
        return folder

    def _rasa(self) -> list[str]:
        if not self.environment.is_ready:
            raise SetupError("Rasa is not set up here; run `madoguchi rasa setup`")
        return [str(self.environment.python), "-m", PACKAGE]
