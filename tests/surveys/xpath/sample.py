"""One instance that expressions are tried on, in JavaRosa and here."""

from datetime import UTC, datetime

from sarai.surveys.xpath import Context, Node, Nodeset, World, document, table
from sarai.surveys.xpath.nodes import Node as Element

NOW = datetime(2024, 5, 6, 7, 8, 9, 250_000, tzinfo=UTC)

KINDS = {"whole": "int", "age": "int", "dec": "decimal", "day": "date", "moment": "dateTime"}
ANSWERS = """
<data id="data">
  <whole>5</whole><dec>2.50</dec><day>2024-02-29</day><moment>2024-02-29T10:20:30.400+00:00</moment>
  <words>The quick  brown fox</words><empty/><chosen>b a c</chosen><one>k2</one><yes>true</yes><zero>0</zero>
  <point>1.5 103.8 0 0</point><shape>0 0 0 0; 0 1 0 0; 1 1 0 0; 0 0 0 0</shape>
  <group><inner>7</inner><other/></group>
  <rep><name>Ana</name><age>30</age><code>k1</code><sub><v>1</v></sub><sub><v>2</v></sub></rep>
  <rep><name>Budi</name><age>40</age><code>k2</code><sub><v>3</v></sub></rep>
  <rep><name>Chidi</name><age/><code>k3</code><sub><v>5</v></sub><sub><v>6</v></sub><sub><v>8</v></sub></rep>
</data>
"""
LIST = [
    {"name": "k1", "label": "One", "region": "north", "rank": "3"},
    {"name": "k2", "label": "Two", "region": "south", "rank": "10"},
    {"name": "k3", "label": "Three", "region": "north", "rank": "7"},
    {"name": "k4", "label": "Four", "region": "", "rank": ""},
]


def xform() -> str:
    """The form of the sample, as XML that JavaRosa reads."""
    binds = "".join(
        f'<bind nodeset="{path}" type="{kind}"/>'
        for path, kind in (
            ("/data/whole", "int"),
            ("/data/dec", "decimal"),
            ("/data/day", "date"),
            ("/data/moment", "dateTime"),
            ("/data/rep/age", "int"),
        )
    )
    items = "".join(
        "<item>" + "".join(f"<{name}>{text}</{name}>" for name, text in row.items()) + "</item>" for row in LIST
    )
    blank = """<data id="data"><whole/><dec/><day/><moment/><words/><empty/><chosen/><one/><yes/><zero/><point/><shape/>
      <group><inner/><other/></group>
      <rep jr:template=""><name/><age/><code/><sub jr:template=""><v/></sub></rep></data>"""
    return f"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
      xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>sample</h:title><model><instance>{blank}</instance>
      <instance id="towns"><root>{items}</root></instance>{binds}</model></h:head><h:body>
      <input ref="/data/whole"><label>whole</label></input>
      <select1 ref="/data/one"><label>one</label><itemset nodeset="instance('towns')/root/item"><value ref="name"/>
      <label ref="label"/></itemset></select1>
      <group ref="/data/rep"><label>rep</label><repeat nodeset="/data/rep">
      <input ref="/data/rep/name"><label>name</label></input>
      <group ref="/data/rep/sub"><label>sub</label><repeat nodeset="/data/rep/sub">
      <input ref="/data/rep/sub/v"><label>v</label></input></repeat></group>
      </repeat></group></h:body></h:html>"""


def tree() -> Node:
    """The answers as a document of ours."""
    from xml.etree.ElementTree import fromstring

    def node(element: object) -> Element:
        made = Node(element.tag, "" if len(element) else element.text or "", KINDS.get(element.tag, "string"))  # type: ignore[attr-defined]
        for child in element:  # type: ignore[attr-defined]
            made.append(node(child))
        return made

    return document(node(fromstring(ANSWERS)))


def world(answers: Node, **changes: object) -> World:
    """The world of the sample."""
    return World(answers, NOW, {"towns": table(LIST)}, **changes)  # type: ignore[arg-type]


def at(answers: Node, place: tuple[tuple[str, int], ...], **changes: object) -> Context:
    """The context of the node at a place: (("data", 1), ("rep", 2))."""
    node = answers
    for name, position in place:
        node = node.named(name)[position - 1]
    return Context(node, world(answers, **changes))


def plain(value: object) -> object:
    """A value as JavaRosa's is told: dates as milliseconds, nodes as their texts."""
    from datetime import date

    from sarai.surveys.xpath import dates, to_string
    from sarai.surveys.xpath.values import of_node

    if isinstance(value, Nodeset):
        return tuple(to_string(of_node(node)) for node in value)
    if isinstance(value, date):
        return ("moment", round(dates.exact_days(value, UTC) * 86_400_000))
    return value
