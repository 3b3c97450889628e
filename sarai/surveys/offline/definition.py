"""The JSON document by which a browser asks a form and evaluates its logic.

It says what the compiled `Engine` says, so that nothing of the form is read a second time: the tree of an empty set of
answers, the rules in their order, the screens, and every text in every language. Paths are texts ("/data/person/age").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sarai.surveys.answering import Engine
from sarai.surveys.offline.expressions import Beyond, rewritten
from sarai.surveys.pages import Tongue, interface, screens_of, tongues
from sarai.surveys.pages.showing import FILLED_IN
from sarai.surveys.questionnaire.form import Action, Bind, Choice, Item, Itemset, Path, Question, Repeat, Text
from sarai.surveys.questionnaire.kinds import answer_kind
from sarai.surveys.xpath import Expression, Node

Json = dict[str, Any]


def obstacle(engine: Engine) -> str:
    """Why a form cannot be answered without a network, in a sentence; empty if it can."""
    try:
        definition(engine)
    except Beyond as error:
        return str(error)
    return ""


def definition(engine: Engine) -> Json:
    """The document of a form. Raises `Beyond` for a form that a browser cannot evaluate."""
    return _Writer(engine).document()


def _at(path: Path) -> str:
    return "/" + "/".join(path)


def _without(empty: Mapping[str, Any]) -> Json:
    """Only what says something."""
    return {key: value for key, value in empty.items() if value not in (None, "", (), [], {}, False)}


class _Writer:
    """Writes one form."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.form = engine, engine.form

    def document(self) -> Json:
        """Everything."""
        form, shape = self.form, self.engine.shape
        return {
            "id": form.id,
            "version": form.version,
            "default": form.default_language,
            "tongues": [_tongue(each) for each in tongues(form)],
            "blank": _tree(shape.blank().children[0]),
            "instances": {_at(path): _tree(shape.insert(Node(""), path)) for path in form.repeats},
            "order": {_at(path): list(names) for path, names in shape.order.items() if path and names},
            "kinds": {_at(path): kind for path, kind in shape.kinds.items()},
            "binds": {_at(path): self._bind(bind) for path, bind in form.binds.items()},
            "counts": {
                _at(path): rewritten(repeat.count, path) for path, repeat in form.repeats.items() if repeat.count
            },
            "fixed": [_at(path) for path, repeat in form.repeats.items() if repeat.fixed],
            **self._rules(),
            "lists": {name: [self._choice(each) for each in found] for name, found in form.lists.items()},
            "trees": {
                name: _tree(document.children[0])
                for name, document in self.engine.instances.items()
                if (name not in form.lists or name in form.instances) and document.children
            },
            "screens": [
                _without(
                    {
                        "items": [self._item(each) for each in screen.items],
                        "repeat": screen.repeat and _at(screen.repeat),
                    }
                )
                for screen in screens_of(self.engine)
            ],
            "actions": [self._action(each) for each in form.actions if each.kind == "setvalue"],
        }

    # Logic

    def _rules(self) -> Json:
        order = self.engine.order
        place = {rule: number for number, rule in enumerate(order.rules)}
        volatile = frozenset(number for number, rule in enumerate(order.rules) if rule.volatile)
        woken = {_at(path): sorted(order.touched([path]) & volatile) for path in self.form.by_path} if volatile else {}
        return {
            "rules": [
                {"path": _at(rule.path), "gives": rule.gives, "is": rewritten(rule.expression, rule.path)}
                | ({"volatile": True} if rule.volatile else {})
                for rule in order.rules
            ],
            "stages": [
                _without({"rules": [place[rule] for rule in stage.rules], "repeat": stage.repeat and _at(stage.repeat)})
                for stage in order.stages
            ],
            "wakes": {path: numbers for path, numbers in woken.items() if numbers},
        }

    def _bind(self, bind: Bind) -> Json:
        path = bind.path
        return _without(
            {
                "type": bind.type if bind.type != "string" else "",
                "required": self._expression(bind.required, path),
                "constraint": self._expression(bind.constraint, path),
                "readonly": self._expression(bind.readonly, path),
                "calculated": bind.calculate is not None,
                "relevant": self._expression(bind.relevant, path) if path in self.form.repeats else None,
                "requiredMessage": self._text(bind.required_message, path),
                "constraintMessage": self._text(bind.constraint_message, path),
                "preload": bind.preload,
            }
        )

    def _action(self, action: Action) -> Json:
        return _without(
            {
                "target": _at(action.target),
                "events": sorted(action.events),
                "is": self._expression(action.value, action.target),
                "text": action.text,
                "source": action.source and _at(action.source),
            }
        )

    def _expression(self, expression: Expression | None, base: Path) -> str | None:
        return None if expression is None else rewritten(expression, base)

    # Texts

    def _text(self, text: Text | None, base: Path) -> Json | None:
        """The parts of a text by language: words, or an expression in a list of its own; and its files."""
        if text is None or not text:
            return None
        said = {
            language: [part if isinstance(part, str) else [rewritten(part, base)] for part in parts]
            for language, parts in text.by_language.items()
        }
        return _without({"said": said, "files": {language: dict(files) for language, files in text.media.items()}})

    def _choice(self, choice: Choice) -> Json:
        plain = choice.columns == {"name": choice.value}
        columns = {} if plain else dict(choice.columns)
        return _without({"value": choice.value, "label": self._text(choice.label, ()), "columns": columns})

    # Questions

    def _item(self, item: Item) -> Json:
        if isinstance(item, Question):
            return self._question(item)
        inside = [self._item(each) for each in item.items]
        about = {"path": _at(item.path), "label": self._text(item.label, item.path), "items": inside}
        return _without({"what": "repeat" if isinstance(item, Repeat) else "group", **about})

    def _question(self, question: Question) -> Json:
        path = question.path
        return {"what": "ask"} | _without(
            {
                "path": _at(path),
                "kind": answer_kind(self.form, path),
                "control": question.kind,
                "label": self._text(question.label, path),
                "hint": self._text(question.hint, path),
                "guidance": self._text(question.guidance, path),
                "appearance": sorted(question.appearance),
                "parameters": dict(question.parameters),
                "itemset": self._itemset(question.itemset, path),
                "accept": question.mediatype,
                "autocomplete": FILLED_IN.get(question.role, ""),
            }
        )

    def _itemset(self, itemset: Itemset | None, path: Path) -> Json | None:
        if itemset is None:
            return None
        plain = itemset.filter is None and itemset.instance in self.form.lists
        return _without(
            {
                "list": itemset.instance,
                "nodes": None if plain else self._expression(itemset.nodeset, path),
                "randomize": itemset.randomize,
                "seed": self._expression(itemset.seed, path),
                "value": itemset.value_column,
                "label": itemset.label_column,
            }
        )


def _tongue(one: Tongue) -> Json:
    about = {"language": one.language, "name": one.name, "code": one.code, "dir": one.direction}
    return about | {"interface": interface(one.code)}


def _tree(node: Node) -> list[Any]:
    """A node as [name, attributes, text or children]."""
    inside: str | Iterable[Any] = [_tree(child) for child in node.children] if node.children else node.text
    return [node.name, node.attributes, inside]
