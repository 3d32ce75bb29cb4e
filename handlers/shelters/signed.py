"""Requests that carry their own proof, in a signature or in their address, and no cookie: no form's token is asked."""

from __future__ import annotations

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from flask.typing import RouteCallable


def exempt(blueprint: Blueprint, view: RouteCallable) -> None:
    """From the check of the form's token, of which there is none."""

    def take_out(state: BlueprintSetupState) -> None:
        if (csrf := state.app.extensions.get("csrf")) is not None:
            csrf.exempt(view)

    blueprint.record_once(take_out)
