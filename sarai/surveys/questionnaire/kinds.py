"""What kind of answer a question takes, whichever way it was written down.

The words are XLSForm's own for the types that people use: "text", "integer", "decimal", "range", "date", "time",
"dateTime", "select_one", "select_multiple", "rank", "geopoint", "geotrace", "geoshape", "barcode", "acknowledge",
"note", "image", "audio", "video", "file", "hidden".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sarai.surveys.questionnaire.form import Form, Path

_BY_DATA = {"int": "integer", "decimal": "decimal", "date": "date", "time": "time", "dateTime": "dateTime"}
_BY_DATA |= {kind: kind for kind in ("geopoint", "geotrace", "geoshape", "barcode")}
_BY_CONTROL = {
    "select1": "select_one",
    "select": "select_multiple",
    "rank": "rank",
    "range": "range",
    "trigger": "acknowledge",
}
_SELECTS = {
    "add select one prompt using": "select_one",
    "add select multiple prompt using": "select_multiple",
    "select all that apply from": "select_multiple",
    "select one from": "select_one",
    "select1": "select_one",
    "select_one": "select_one",
    "select one": "select_one",
    "select_multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "select_one_external": "select_one",
    "select_one_from_file": "select_one",
    "select_multiple_from_file": "select_multiple",
    "select one from file": "select_one",
    "select multiple from file": "select_multiple",
    "rank": "rank",
}
_CONTROLS = {"group": "group", "lgroup": "repeat", "repeat": "repeat", "looped group": "repeat", "loop": "loop"}
_NAMED = "|".join(sorted(map(re.escape, _SELECTS), key=len, reverse=True))
_SELECT = re.compile(rf"(?P<command>{_NAMED}) (?P<list>\S+)(?: (?P<other>or specify other|or_other|or other))?")
_EDGE = re.compile(rf"(?P<edge>begin|end)[\s_](?P<control>{'|'.join(_CONTROLS)})(?: (?:over )?(?P<list>\S+))?")
FILES = (".csv", ".xml", ".geojson")


@dataclass(frozen=True, slots=True)
class Type:
    """A type of the survey sheet, read. `edge` is "begin", "end" or empty; `kind` is then "group", "repeat", "loop"."""

    kind: str
    list_name: str = ""
    command: str = ""
    edge: str = ""
    or_other: bool = False

    @property
    def from_file(self) -> bool:
        """Whether its choices are in a file beside the form."""
        return self.list_name.lower().endswith(FILES)

    @property
    def from_answers(self) -> bool:
        """Whether its choices are answers given before: `select_one ${name}`."""
        return self.list_name.startswith("${")


def read_type(text: str) -> Type | None:
    """What a type of the survey sheet means, or None if nobody knows it."""
    if matched := _EDGE.fullmatch(text):
        return Type(_CONTROLS[matched["control"]], matched["list"] or "", edge=matched["edge"])
    if matched := _SELECT.fullmatch(text):
        return Type(_SELECTS[matched["command"]], matched["list"], matched["command"], "", bool(matched["other"]))
    kind = plain_types().get(text)
    return None if kind is None else Type(kind, command=text)


@cache
def plain_types() -> Mapping[str, str]:
    """The kind of every type that takes no list, by its spelling; those of pyxform's own table."""
    from pyxform.aliases import _type_alias_map, settings_header
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    found = {name: _described(entry) for name, entry in QUESTION_TYPE_DICT.items() if name not in _SELECTS}
    found |= {spelled: found[name] for spelled, name in _type_alias_map.items() if name in found}
    return found | {"audit": "audit", **dict.fromkeys(settings_header, "setting"), **_DATA_FILES}


_DATA_FILES = {"csv-external": "data", "xml-external": "data"}


def _described(entry: Mapping[str, Mapping[str, str]]) -> str:
    control, bind = entry.get("control", {}), entry.get("bind", {})
    tag = control.get("tag", "").rpartition(":")[2]
    return kind_of(tag, bind.get("type", ""), control.get("mediatype", ""), readonly="readonly" in bind)


def kind_of(control: str, data: str, mediatype: str = "", *, readonly: bool = False) -> str:
    """The kind of a question with this control, data type and media type; "hidden" for a node without a control."""
    if control in ("", "action"):
        return "hidden"
    if control == "upload":
        family = mediatype.partition("/")[0]
        return family if family in ("image", "audio", "video", "osm") else "file"
    if control == "trigger" and data == "geopoint":
        return "hidden"
    if control in _BY_CONTROL:
        return _BY_CONTROL[control]
    if data in _BY_DATA:
        return _BY_DATA[data]
    return "note" if readonly else "text"


def answer_kind(form: Form, path: Path) -> str:
    """The kind of answer at a node of a form."""
    question, bind = form.by_path.get(path), form.bind(path)
    if question is None:
        return "hidden"
    readonly = bind.readonly is not None and bind.readonly.text.strip() == "true()"
    return kind_of(question.kind, bind.type, question.mediatype, readonly=readonly)
