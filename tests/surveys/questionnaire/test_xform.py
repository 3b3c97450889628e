"""XForms as other tools write them, and by hand: written here after the ODK XForms specification."""

import pytest

from sarai.surveys.answering import Engine, check
from sarai.surveys.questionnaire.faults import Refused
from sarai.surveys.questionnaire.form import Form, Group, Question, Repeat
from sarai.surveys.questionnaire.publishing import publish
from sarai.surveys.questionnaire.xform import read_xform
from tests.surveys.answering.making import NOW

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
  xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
  xmlns:odk="http://www.opendatakit.org/xforms" xmlns:ev="http://www.w3.org/2001/xml-events"
  xmlns:xsd="http://www.w3.org/2001/XMLSchema">"""


def document(model: str, body: str, title: str = "Households") -> bytes:
    return (
        f"{HEAD}<h:head><h:title>{title}</h:title><model>{model}</model></h:head><h:body>{body}</h:body></h:html>"
    ).encode()


def read(model: str, body: str) -> Form:
    return read_xform(document(model, body))


# In the manner of ODK Build: everything in itext, choices inside the questions, instanceID by preload.
BUILT = document(
    """
    <instance><data id="build_1" version="7">
      <meta><instanceID/></meta><who/><colours/><house><rooms/></house>
    </data></instance>
    <itext>
      <translation lang="English"><text id="/data/who:label"><value>Your name?</value></text>
        <text id="/data/colours:label"><value>Which colours?</value></text>
        <text id="/data/colours:option0"><value>Red</value></text>
        <text id="/data/colours:option1"><value>Blue</value></text>
        <text id="/data/house:label"><value>The house</value></text>
        <text id="/data/house/rooms:label"><value>How many rooms?</value></text>
        <text id="/data/house/rooms:hint"><value>Count the kitchen.</value></text></translation>
      <translation lang="Français"><text id="/data/who:label"><value>Votre nom ?</value></text>
        <text id="/data/colours:label"><value>Quelles couleurs ?</value></text>
        <text id="/data/colours:option0"><value>Rouge</value></text></translation>
    </itext>
    <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" calculate="concat('uuid:', uuid())"/>
    <bind nodeset="/data/who" type="string" required="true()"/>
    <bind nodeset="/data/colours" type="select"/>
    <bind nodeset="/data/house/rooms" type="xsd:int" constraint="(. &gt;= '1' and . &lt; 50)"
      jr:constraintMsg="Between 1 and 49"/>
    """,
    """
    <input ref="/data/who"><label ref="jr:itext('/data/who:label')"/></input>
    <select ref="/data/colours"><label ref="jr:itext('/data/colours:label')"/>
      <item><label ref="jr:itext('/data/colours:option0')"/><value>red</value></item>
      <item><label ref="jr:itext('/data/colours:option1')"/><value>blue</value></item></select>
    <group><label ref="jr:itext('/data/house:label')"/>
      <input ref="/data/house/rooms"><label ref="jr:itext('/data/house/rooms:label')"/>
        <hint ref="jr:itext('/data/house/rooms:hint')"/></input></group>
    """,
)


def test_a_form_with_everything_in_itext() -> None:
    form = read_xform(BUILT)
    assert (form.id, form.version, form.title) == ("build_1", "7", "Households")
    assert (form.languages, form.default_language) == (("English", "Français"), "English")
    who, colours, house = form.items
    assert isinstance(who, Question)
    assert isinstance(colours, Question)
    assert isinstance(house, Group)
    assert who.label.by_language == {"English": ("Your name?",), "Français": ("Votre nom ?",)}
    assert (house.path, house.label.parts("English")) == (("data",), ("The house",))
    rooms = house.items[0]
    assert rooms.hint.parts("Français", "English") == ("Count the kitchen.",)
    assert form.bind(rooms.path).type == "int"
    assert form.bind(rooms.path).constraint_message.parts("") == ("Between 1 and 49",)
    red, blue = form.lists[colours.itemset.instance]
    assert (red.value, red.label.parts("Français")) == ("red", ("Rouge",))
    assert blue.label.parts("Français", "English") == ("Blue",)


# In the manner of a hand-written form: relative references, binds by id, nested groups without nodes, old controls.
def test_references_by_bind_and_relative_to_groups() -> None:
    form = read(
        """
        <instance><survey id="s"><a/><g><b/><c/></g></survey></instance>
        <bind id="first" nodeset="/survey/a" type="string"/>
        <bind nodeset="g/b" relevant="../../a != ''"/>
        """,
        """
        <input bind="first"><label>A</label></input>
        <group ref="/survey/g"><group><input ref="b"><label>B</label></input>
          <input ref="./../g/c"><label>C</label></input></group></group>
        """,
    )
    assert [question.path for question in form.questions()] == [
        ("survey", "a"),
        ("survey", "g", "b"),
        ("survey", "g", "c"),
    ]
    assert form.bind(("survey", "g", "b")).relevant.text == "../../a != ''"
    assert form.bind(("survey", "g", "c")).type == "string"


def test_old_controls_are_inputs() -> None:
    form = read(
        "<instance><d id='d'><a/><b/></d></instance>",
        "<secret ref='/d/a'><label>A</label></secret><textarea ref='/d/b'><label>B</label></textarea>",
    )
    first, second = form.questions()
    assert (first.kind, first.appearance) == ("input", {"masked"})
    assert (second.kind, second.appearance) == ("input", {"multiline"})


def test_every_control() -> None:
    form = read(
        """
        <instance><d id="d"><i/><r/><u/><t/><k/></d></instance>
        <instance id="l"><root><item><name>a</name><label>A</label></item></root></instance>
        <bind nodeset="/d/u" type="binary" orx:max-pixels="640"/><bind nodeset="/d/k" type="odk:rank"/>
        """,
        """
        <input ref="/d/i" appearance="multiline w2" rows="5"><label>I</label></input>
        <range ref="/d/r" start="1" end="9" step="2"><label>R</label></range>
        <upload ref="/d/u" mediatype="image/*" appearance="new"><label>U</label></upload>
        <trigger ref="/d/t"><label>T</label></trigger>
        <odk:rank ref="/d/k"><label>K</label>
          <itemset nodeset="instance('l')/root/item"><value ref="name"/><label ref="label"/></itemset></odk:rank>
        """,
    )
    text, numbers, picture, yes, order = form.questions()
    assert (text.appearance, text.parameters) == ({"multiline", "w2"}, {"rows": "5"})
    assert numbers.parameters == {"start": "1", "end": "9", "step": "2"}
    assert (picture.mediatype, picture.parameters) == ("image/*", {"max-pixels": "640"})
    assert (yes.kind, order.kind) == ("trigger", "rank")
    assert form.bind(order.path).type == "rank"


def test_repeats_with_counts_templates_and_fixed_ones() -> None:
    form = read(
        """
        <instance><d id="d"><n/><a jr:template=""><x>1</x></a><b><y/></b><c><z/></c></d></instance>
        """,
        """
        <input ref="/d/n"><label>N</label></input>
        <group ref="/d/a"><label>As</label><repeat nodeset="/d/a" jr:count="/d/n">
          <input ref="/d/a/x"><label>X</label></input></repeat></group>
        <repeat nodeset="/d/b" jr:noAddRemove="true()"><label>Bs</label><input ref="/d/b/y"><label>Y</label></input></repeat>
        <group><label>Around</label><repeat nodeset="/d/c"><input ref="/d/c/z"><label>Z</label></input></repeat>
          <input ref="/d/n"><label>Again</label></input></group>
        """,
    )
    _n, a, b, around = form.items
    assert isinstance(a, Repeat)
    assert (a.path, a.count.text, a.fixed, a.label.parts("")) == (("d", "a"), "/d/n", True, ("As",))
    assert (b.fixed, b.count, b.label.parts("")) == (True, None, ("Bs",))
    assert isinstance(around, Group)
    assert [type(item) for item in around.items] == [Repeat, Question]
    assert 'xmlns:jr="http://openrosa.org/javarosa"' in form.template
    assert '<a jr:template=""><x>1</x></a>' in form.template


def test_secondary_instances_of_every_shape() -> None:
    form = read(
        """
        <instance><d id="d"><a/><b/><c/><e/></d></instance>
        <instance id="plain"><root>
          <item><itextId>p-0</itextId><name>x</name><zone>n</zone></item></root></instance>
        <instance id="deep"><places><place code="1"><name>Lima</name></place></places></instance>
        <instance id="towns" src="jr://file-csv/towns.csv"/>
        <instance id="shapes" src="jr://file/shapes.geojson"/>
        <instance id="__last-saved" src="jr://instance/last-saved"/>
        <itext><translation lang="default"><text id="p-0"><value>The X</value>
          <value form="image">jr://images/x.png</value></text></translation></itext>
        """,
        """
        <select1 ref="/d/a"><label>A</label><itemset nodeset="instance('plain')/root/item[zone = /d/b]">
          <value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>
        <select1 ref="/d/b"><label>B</label><itemset nodeset="instance('deep')/places/place">
          <value ref="name"/><label ref="name"/></itemset></select1>
        <select1 ref="/d/c"><label>C</label><itemset nodeset="instance('towns')/root/item[a][b = ']']">
          <value ref="id"/><label ref="title"/></itemset></select1>
        <select ref="/d/e"><label>E</label>
          <itemset nodeset="randomize(instance('plain')/root/item[selected('a, b', name)], 7)">
          <value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select>
        """,
    )
    a, b, c, e = (question.itemset for question in form.questions())
    assert (a.instance, a.filter.text) == ("plain", "zone = /d/b")
    [choice] = form.lists["plain"]
    assert (choice.value, choice.label.parts(""), choice.label.files("")) == ("x", ("The X",), {"image": "x.png"})
    assert choice.columns == {"itextId": "p-0", "name": "x", "zone": "n"}
    assert (b.instance, [place.value for place in form.lists["deep"]]) == ("deep", ["Lima"])
    assert form.instances == {"deep": '<places><place code="1"><name>Lima</name></place></places>'}
    assert (c.instance, c.filter, c.nodeset.text) == ("", None, "instance('towns')/root/item[a][b = ']']")
    assert (e.randomize, e.seed.text, e.filter.text) == (True, "7", "selected('a, b', name)")
    assert {name: (each.file, each.kind) for name, each in form.external.items()} == {
        "towns": ("towns.csv", "csv"),
        "shapes": ("shapes.geojson", "geojson"),
        "__last-saved": ("", "last-saved"),
    }
    assert form.media == ("shapes.geojson", "towns.csv", "x.png")
    assert form.languages == ()


def test_texts_of_every_form() -> None:
    form = read(
        """
        <instance><d id="d"><a/><b/><c/></d></instance>
        <itext>
          <translation lang="en" default="true()">
            <text id="a"><value form="short">Short</value><value form="long">Long <output value="/d/b"/>!</value>
              <value form="audio">jr://audio/a.mp3</value><value form="big-image">jr://images/big.jpg</value></text>
            <text id="h"><value>Hint</value><value form="guidance">Guide</value></text>
            <text id="m"><value>Wrong</value></text><text id="minus"><value>-</value></text></translation>
          <translation lang="fr"><text id="a"><value>-</value></text><text id="minus"><value>-</value></text></translation>
        </itext>
        <bind nodeset="/d/b" jr:requiredMsg="jr:itext('m')" required="true()"/>
        """,
        """
        <input ref="/d/a"><label ref="jr:itext('a')"/><hint ref="jr:itext('h')"/></input>
        <input ref="/d/b"><label>B of <output ref="/d/a"/> and <output value="1 + 1"/></label></input>
        <input ref="/d/c"><label ref="jr:itext('minus')"/></input>
        """,
    )
    a, b, c = form.questions()
    assert [part if isinstance(part, str) else part.text for part in a.label.parts("en")] == ["Long ", "/d/b", "!"]
    assert list(a.label.by_language) == ["en"]  # "-" stands where pyxform had no translation
    assert a.label.files("fr", "en") == {"audio": "a.mp3", "big-image": "big.jpg"}
    assert (a.hint.parts("en"), a.guidance.parts("en")) == (("Hint",), ("Guide",))
    assert [part if isinstance(part, str) else part.text for part in b.label.parts("")] == [
        "B of ",
        "/d/a",
        " and ",
        "1 + 1",
    ]
    assert form.bind(b.path).required_message.parts("en") == ("Wrong",)
    assert c.label.parts("fr") == ("-",)  # in every language: meant


def test_actions_wherever_they_stand() -> None:
    form = read(
        """
        <instance><d id="d"><a/><b/><r><c/></r><p/></d></instance>
        <setvalue event="odk-instance-first-load odk-new-repeat" ref="/d/a" value="today()"/>
        <setvalue ev:event="xforms-ready" ref="/d/b">words</setvalue>
        <odk:setgeopoint event="odk-instance-first-load" ref="/d/p"/>
        """,
        """
        <input ref="/d/a"><label>A</label><setvalue event="xforms-value-changed" ref="/d/b" value="/d/a"/></input>
        <group ref="/d/r"><repeat nodeset="/d/r"><setvalue event="odk-new-repeat" ref="c" value="position(..)"/>
          <input ref="/d/r/c"><label>C</label></input></repeat></group>
        """,
    )
    first, ready, place, changed, again = form.actions
    assert first.events == {"odk-instance-first-load", "odk-new-repeat"}
    assert (ready.events, ready.value, ready.text) == ({"odk-instance-first-load"}, None, "words")
    assert (place.kind, place.target) == ("setgeopoint", ("d", "p"))
    assert (changed.source, changed.target) == (("d", "a"), ("d", "b"))
    assert (again.source, again.target, again.value.text) == (("d", "r"), ("d", "r", "c"), "position(..)")


def test_preloads() -> None:
    form = read(
        """
        <instance><d id="d"><a/><b/><c/><e/><f/><orx:meta><orx:instanceID/></orx:meta></d></instance>
        <bind nodeset="/d/a" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
        <bind nodeset="/d/b" type="date" jr:preload="date" jr:preloadParams="today"/>
        <bind nodeset="/d/c" jr:preload="property" jr:preloadParams="uri:username"/>
        <bind nodeset="/d/e" jr:preload="patient" jr:preloadParams="id"/>
        <bind nodeset="/d/orx:meta/orx:instanceID" jr:preload="uid"/>
        """,
        "<input ref='/d/f'><label>F</label></input>",
    )
    assert {path[-1]: bind.preload for path, bind in form.binds.items()} == {
        "a": "start",
        "b": "today",
        "c": "username",
        "e": "patient:id",
        "instanceID": "uid",
    }
    assert "<orx:meta><orx:instanceID/></orx:meta>" in form.template
    assert 'xmlns:orx="http://openrosa.org/xforms"' in form.template


def test_an_instance_in_its_own_namespace_keeps_it() -> None:
    form = read('<instance><d xmlns="http://example.org/form/1" version="3"><a/></d></instance>', '<input ref="/d/a"/>')
    assert form.template == '<d xmlns="http://example.org/form/1" version="3"><a/></d>'


def test_what_is_wrong_is_said_all_at_once() -> None:
    with pytest.raises(Refused) as refusal:
        read(
            """
            <instance><d id="d"><a/></d></instance>
            <bind nodeset="/d/ghost" type="int"/><bind nodeset="/d/a" relevant="1 +"/>
            """,
            """
            <input ref="/d/b"><label>B</label></input><switch/>
            <select1 ref="/d/a"><label>A</label></select1>
            <select1 ref="/d/a"><label>A</label><itemset nodeset="instance('none')/root/item"/></select1>
            """,
        )
    sentences = [fault.sentence for fault in refusal.value.faults]
    assert sentences[0] == "The form binds “/d/ghost”, which its instance does not have."
    assert sentences[1].startswith("The expression “1 +” of “a” cannot be read:")
    assert sentences[2:] == [
        "The form asks for “/d/b”, which its instance does not have.",
        "The form has an element “switch”, which is not a question.",
        "The question “a” has no choices.",
        "The question “a” takes its choices from the list “none”, which the form does not have.",
    ]


def test_an_xform_is_published_as_it_came() -> None:
    result = publish(BUILT, "form.xml")
    assert result.xform == BUILT
    assert result.warnings == ()


def test_a_circle_in_an_xform_is_refused() -> None:
    data = document(
        "<instance><d id='d'><a/><b/><q/></d></instance>"
        "<bind nodeset='/d/a' calculate='/d/b'/><bind nodeset='/d/b' calculate='../a'/>",
        "<input ref='/d/q'><label>Q</label></input>",
    )
    with pytest.raises(Refused, match="a → b → a"):
        publish(data)


def test_choices_that_stand_within_one_another_are_found_with_their_labels() -> None:
    """A list as a tree: lands that hold towns, their labels kept by language."""
    data = document(
        """<instance><data id="tree"><land/><town/></data></instance>
        <itext><translation lang="English"><text id="pe"><value>Peru</value></text>
        <text id="lim"><value>Lima</value></text></translation>
        <translation lang="Français"><text id="pe"><value>Pérou</value></text>
        <text id="lim"><value>Lima</value></text></translation></itext>
        <instance id="places"><lands><land><code>pe</code><towns><town><code>lim</code></town></towns></land>
        <land><code>ec</code><towns><town><code>qto</code></town></towns></land></lands></instance>""",
        """<select1 ref="/data/land"><label>Land</label><itemset nodeset="instance('places')/lands/land">
        <value ref="code"/><label ref="jr:itext(code)"/></itemset></select1>
        <select1 ref="/data/town"><label>Town</label>
        <itemset nodeset="instance('places')/lands/land[code=/data/land]/towns/town">
        <value ref="code"/><label ref="jr:itext(code)"/></itemset></select1>""",
    )
    engine = Engine(read_xform(data))
    tree = engine.shape.read(b"<data id='tree'><land>pe</land><town>qto</town></data>")
    state = engine.recompute(tree, now=NOW, language="Français")
    land, town = tree.children[0].children
    found = {
        node.name: [
            (each.value, state.label(node, each.label)) for each in state.choices(node, engine.form.by_path[node.path])
        ]
        for node in (land, town)
    }
    assert found == {"land": [("pe", "Pérou"), ("ec", "ec")], "town": [("lim", "Lima")]}
    assert [(each.kind, each.place) for each in check(engine, tree, now=NOW)] == [("choice", "/data/town")]


def test_a_picture_that_answers_begin_with_comes_with_the_form() -> None:
    data = document(
        """<instance><data id="pic"><map>jr://images/city.png</map></data></instance>
        <bind nodeset="/data/map" type="binary"/>""",
        """<upload ref="/data/map" mediatype="image/*"><label>Map</label></upload>""",
    )
    form = read_xform(data)
    assert form.media == ("city.png",)
    engine = Engine(form)
    assert check(engine, engine.shape.blank(), now=NOW) == []
    other = engine.shape.read(b"<data id='pic'><map>jr://images/other.png</map></data>")
    assert [each.kind for each in check(engine, other, now=NOW)] == ["type"]
