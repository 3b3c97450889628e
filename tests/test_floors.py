"""The floors of docs/architecture.md, where import-linter cannot see them: foreign keys written as strings."""

import tomllib
from pathlib import Path

from django.apps import apps

PYPROJECT = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text())
CONTRACTS = {contract["name"].split(":")[0]: contract for contract in PYPROJECT["tool"]["importlinter"]["contracts"]}
FLOORS = {
    app.strip(): height
    for height, floor in enumerate(reversed(CONTRACTS["Floors"]["layers"]))
    for app in floor.split("|")
}


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("sarai.")]


def test_every_app_has_a_floor():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("sarai.")}
    assert ours == set(FLOORS)


def test_no_relation_points_up_or_sideways_between_siblings():
    upward = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields(include_hidden=False)
        if field.is_relation
        and not field.auto_created
        and field.related_model._meta.app_label in FLOORS
        and model._meta.app_label != field.related_model._meta.app_label
        and FLOORS[field.related_model._meta.app_label] >= FLOORS[model._meta.app_label]
    ]
    assert upward == []


def test_every_app_is_held_to_its_rooms():
    containers = {name.removeprefix("sarai.") for name in CONTRACTS["Rooms"]["containers"]}
    assert containers == set(FLOORS)
