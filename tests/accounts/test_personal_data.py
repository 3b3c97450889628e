"""Every model says of each of its fields whether it is personal or open, so that nothing is shown by oversight."""

import pytest
from django.apps import apps

from sarai.evidence.models import Fact

MODELS = [model for model in apps.get_models() if model.__module__.startswith("sarai.")]


def fields_of(model) -> set[str]:
    """The fields of a row, and those that it shares with others, beyond its number and where it comes from."""
    of_every_fact = {"id"} | (Fact.FACT_FIELDS if issubclass(model, Fact) else set())
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {field.name for field in fields} - of_every_fact


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_is_personal_or_open_and_never_both(model):
    assert not model.PERSONAL & model.OPEN
    stated = model.PERSONAL | model.OPEN
    assert stated == fields_of(model)


def test_there_are_models_to_look_at():
    assert {"User", "PersonRecord", "Source"} <= {model.__name__ for model in MODELS}
