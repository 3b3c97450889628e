"""JavaRosa, the engine inside ODK Collect, asked what it makes of the same expressions, forms and answers."""

import functools
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

Place = tuple[tuple[str, int], ...]  # names and positions (from 1): (("data", 1), ("rep", 2))

needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="JavaRosa needs Java")


@functools.cache
def started() -> Any:
    """jpype, with its one virtual machine of this process running in UTC and English."""
    import jpype
    import pyxform

    if not jpype.isJVMStarted():
        jar = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
        options = ("-Xmx256m", "-XX:+UseSerialGC", "-Duser.timezone=UTC", "-Duser.language=en", "-Duser.country=US")
        jpype.startJVM(*options, classpath=[str(jar)], convertStrings=True)
        jpype.java.util.logging.LogManager.getLogManager().reset()
        quiet = jpype.java.io.PrintStream(jpype.java.io.OutputStream.nullOutputStream())
        jpype.java.lang.System.setOut(quiet)
        jpype.java.lang.System.setErr(quiet)
        jpype.JClass("org.javarosa.model.xform.XFormsModule")().registerModule()
    return jpype


class Refused(Exception):
    """JavaRosa threw an exception."""


@dataclass
class JavaNode:
    """What JavaRosa holds of one node."""

    place: str
    text: str
    relevant: bool
    required: bool
    readonly: bool


class JavaForm:
    """A form in JavaRosa, with answers given as the XML of an instance, or as they are when it is opened."""

    def __init__(self, xform: str, answers: str | None = None) -> None:
        self.jpype = jpype = started()
        parser, reader = jpype.JClass("org.javarosa.xform.parse.XFormParser"), jpype.java.io.StringReader
        initialization = jpype.JClass("org.javarosa.core.model.instance.InstanceInitializationFactory")()
        try:
            made = parser(reader(xform), reader(answers)) if answers else parser(reader(xform))
            self.form = made.parse()
            self.form.initialize(answers is None, initialization)
        except jpype.JException as error:
            raise Refused(str(error)) from error

    def reference(self, place: Place) -> Any:
        made = self.jpype.JClass("org.javarosa.core.model.instance.TreeReference").rootRef()
        for name, position in place:
            made.add(name, position - 1)
        return made

    def evaluate(self, text: str, place: Place) -> Any:
        """The value as a float, bool or str; milliseconds for a date; a tuple of texts for nodes. Raises `Refused`."""
        jpype = self.jpype
        context = jpype.JClass("org.javarosa.core.model.condition.EvaluationContext")
        try:
            read = jpype.JClass("org.javarosa.xpath.XPathParseTool").parseXPath(text)
            scope = context(self.form.getEvaluationContext(), self.reference(place))
            return self._value(read.eval(self.form.getMainInstance(), scope))
        except jpype.JException as error:
            raise Refused(str(error)) from error

    def _value(self, value: Any) -> Any:
        if value is None:
            raise Refused("no value")
        if isinstance(value, self.jpype.java.util.Date):
            return ("moment", int(value.getTime()))
        if isinstance(value, str | bool | float):
            return value
        if isinstance(value, self.jpype.java.lang.Boolean):
            return bool(value)
        if isinstance(value, self.jpype.java.lang.Double):
            return float(value)
        to_string = self.jpype.JClass("org.javarosa.xpath.expr.XPathFuncExpr").toString
        return tuple(str(to_string(each)) for each in value.toArgList())

    def nodes(self) -> list[JavaNode]:
        """Every node of the answers."""
        return list(self._nodes(self.form.getMainInstance().getRoot(), ""))

    def _nodes(self, element: Any, above: str) -> Any:
        siblings = element.getParent().getChildrenWithName(element.getName()) if element.getParent() else [element]
        several = len(list(siblings)) > 1
        place = f"{above}/{element.getName()}" + (f"[{element.getMult() + 1}]" if several else "")
        value = element.getValue()
        text = str(value.uncast().getString()) if value is not None else ""
        yield JavaNode(place, text, bool(element.isRelevant()), bool(element.isRequired()), not element.isEnabled())
        for number in range(element.getNumChildren()):
            child = element.getChildAt(number)
            if child.getMult() >= 0:
                yield from self._nodes(child, place)

    def allowed(self, place: Place) -> bool:
        """Whether the answer at a place satisfies its constraint."""
        reference = self.reference(place)
        value = self.form.getMainInstance().resolveReference(reference).getValue()
        return value is None or bool(self.form.evaluateConstraint(reference, value))

    def choices(self) -> dict[str, list[str]]:
        """The values that each select offers, by place."""
        jpype, found = self.jpype, {}
        model = jpype.JClass("org.javarosa.form.api.FormEntryModel")(self.form)
        controller = jpype.JClass("org.javarosa.form.api.FormEntryController")(model)
        index = model.getFormIndex().createBeginningOfFormIndex()
        while not index.isEndOfFormIndex():
            model.setQuestionIndex(index)
            if model.getEvent() == controller.EVENT_QUESTION:
                offered = model.getQuestionPrompt().getSelectChoices()
                if offered is not None:
                    found[str(index.getReference().toString(True))] = [str(each.getValue()) for each in offered]
            index = model.incrementIndex(index)
        return found

    def answer(self, answers: dict[str, str]) -> bytes:
        """Give answers by the names of their questions, as somebody does in ODK Collect, and return what it would send.

        Of a question with choices the answer is the values, with blanks between them. Raises `Refused` where an answer
        is not allowed, or nobody asks for it.
        """
        jpype = self.jpype
        model = jpype.JClass("org.javarosa.form.api.FormEntryModel")(self.form)
        controller = jpype.JClass("org.javarosa.form.api.FormEntryController")(model)
        index, left = model.getFormIndex().createBeginningOfFormIndex(), dict(answers)
        while not index.isEndOfFormIndex():
            model.setQuestionIndex(index)
            if model.getEvent() == controller.EVENT_QUESTION:
                prompt = model.getQuestionPrompt()
                text = left.pop(str(index.getReference().getNameLast()), None)
                if text is not None and model.isIndexRelevant(index):
                    given = controller.answerQuestion(index, self._data(prompt, text), True)
                    if given != controller.ANSWER_OK:
                        raise Refused(f"{index.getReference()}: {text} is not allowed ({given})")
            index = model.incrementIndex(index)
        if left:
            raise Refused(f"nobody asks for {', '.join(left)}")
        self.form.postProcessInstance()
        serializer = jpype.JClass("org.javarosa.model.xform.XFormSerializingVisitor")()
        return bytes(serializer.serializeInstance(self.form.getMainInstance()))

    def _data(self, prompt: Any, text: str) -> Any:
        """An answer as JavaRosa holds it."""
        jpype, data = self.jpype, "org.javarosa.core.model.data"
        offered = prompt.getSelectChoices()
        if offered is None:
            return jpype.JClass(f"{data}.StringData")(text)
        by_value = {str(choice.getValue()): choice.selection() for choice in offered}
        chosen = jpype.java.util.ArrayList([by_value[value] for value in text.split()])
        if prompt.getControlType() == jpype.JClass("org.javarosa.core.model.Constants").CONTROL_SELECT_ONE:
            return jpype.JClass(f"{data}.SelectOneData")(chosen.get(0))
        return jpype.JClass(f"{data}.MultipleItemsData")(chosen)
