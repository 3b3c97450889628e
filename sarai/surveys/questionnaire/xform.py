"""An XForm read into a `Form`, as pyxform writes it and as other tools do.

Source: the ODK XForms specification (getodk.github.io/xforms-spec): model, binds, body, actions, secondary instances,
languages, media.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from sarai.surveys.questionnaire import body as page
from sarai.surveys.questionnaire import model as models
from sarai.surveys.questionnaire import xml
from sarai.surveys.questionnaire.faults import Refused, refuse
from sarai.surveys.questionnaire.form import Choice, External, Form, Path
from sarai.surveys.questionnaire.model import Model
from sarai.surveys.questionnaire.reading import Notes


def read_xform(data: bytes, *, rows: Mapping[Path, int] | None = None) -> Form:
    """The form that an XForm describes.

    `rows` gives the sheet rows of nodes where the XForm does not itself (groups). Raises `Refused`, with a fault for
    each thing that is wrong.
    """
    root = xml.read(data)
    head, body = xml.child(root, "head"), xml.child(root, "body")
    element = xml.child(head, "model")
    if element is None:
        raise refuse(_("This XML document is not an XForm: it has no model."))
    notes = Notes(rows=dict(rows or {}))
    model = Model(element, notes)
    found = page.Body(body, model)
    form = _form(model, found, xml.child(head, "title"), body)
    if notes.faults:
        raise Refused(notes.faults)
    return form


def _form(model: Model, found: page.Body, title: Element | None, body: Element | None) -> Form:
    primary = model.primary
    assert primary is not None
    external, named = model.external() | found.external, xml.attributes(primary)
    naming = next((bind for path, bind in model.binds.items() if path[-1] == "instanceName"), None)
    return Form(
        id=named.get("id") or named.get("xmlns") or xml.local(primary),
        version=named.get("version", ""),
        title=(xml.content(title) if title is not None else "") or named.get("id", ""),
        languages=model.texts.languages,
        default_language=model.texts.default,
        items=found.items,
        binds=model.binds,
        lists=_lists(model, found),
        template=xml.written(primary),
        instance_name=naming.calculate if naming else None,
        roles={role: tuple(paths) for role, paths in model.roles.items()},
        actions=(*model.actions(model.element, model.root, None), *found.actions),
        external=external,
        instances={name: xml.written(root) for name, root in model.inside().items() if not models.flat(root)},
        media=_media(external, model),
        style=frozenset(body.get("class", "").split()) if body is not None else frozenset(),
        submission=_submission(model),
        rows={path: row for path, row in model.notes.rows.items() if path in model.nodes},
    )


def _lists(model: Model, found: page.Body) -> dict[str, tuple[Choice, ...]]:
    lists = dict(found.inline)
    for name, root in model.inside().items():
        read = found.used.get(name, page.Columns())
        items = models.steps(root, read.steps)
        if items or models.flat(root):
            lists[name] = models.choices(items, read.value, read.label, model.texts)
    return lists


def _media(external: Mapping[str, External], model: Model) -> tuple[str, ...]:
    return tuple(sorted({each.file for each in external.values() if each.file} | model.texts.files | model.pictures()))


def _submission(model: Model) -> Mapping[str, str]:
    element = xml.child(model.element, "submission")
    return {} if element is None else xml.attributes(element)
