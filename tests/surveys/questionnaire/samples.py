"""Forms of every type and feature that a page serves, one feature each, written for these tests."""

COLOURS = """
| choices | list_name | name  | label |
|         | colours   | red   | Red   |
|         | colours   | green | Green |
|         | colours   | blue  | Blue  |
"""

_CHOICES = """
| choices |           |       |       |        |
|         | list_name | name  | label | zone   |
|         | colours   | red   | Red   | warm   |
|         | colours   | green | Green | cold   |
|         | colours   | blue  | Blue  | cold   |
|         | zones     | warm  | Warm  |        |
|         | zones     | cold  | Cold  |        |
"""


def asked(rows: str, choices: str = "", settings: str = "") -> str:
    """A form of these survey rows; the first line has the headers."""
    return f"| survey | |\n{rows.strip()}\n{choices.strip()}\n{settings.strip()}\n"


def one(kind: str, **cells: str) -> str:
    """A form with one question `q` of a type, and `before` it a text `t`."""
    columns = "".join(f" {name} |" for name in cells)
    blanks = " |" * len(cells)
    values = "".join(f" {value} |" for value in cells.values())
    return asked(
        f"| | type | name | label |{columns}\n| | text | t | Before |{blanks}\n| | {kind} | q | Asked |{values}",
        _CHOICES,
    )


# What one question of each type becomes: its form, its control, its kind of answer.
TYPES: dict[str, tuple[str, str, str]] = {
    "text": (one("text"), "input", "text"),
    "integer": (one("integer"), "input", "integer"),
    "decimal": (one("decimal"), "input", "decimal"),
    "range": (one("range", parameters="start=0 end=10 step=2"), "range", "range"),
    "range of decimals": (one("range", parameters="start=0 end=1 step=0.1"), "range", "range"),
    "date": (one("date"), "input", "date"),
    "time": (one("time"), "input", "time"),
    "dateTime": (one("dateTime"), "input", "dateTime"),
    "select_one": (one("select_one colours"), "select1", "select_one"),
    "select_multiple": (one("select_multiple colours"), "select", "select_multiple"),
    "select one, as it was": (one("select one from colours"), "select1", "select_one"),
    "or_other": (one("select_one colours or_other"), "select1", "select_one"),
    "or_other of several": (one("select_multiple colours or_other"), "select", "select_multiple"),
    "rank": (one("rank colours"), "rank", "rank"),
    "select from CSV": (one("select_one_from_file towns.csv"), "select1", "select_one"),
    "select several from CSV": (one("select_multiple_from_file towns.csv"), "select", "select_multiple"),
    "select from GeoJSON": (one("select_one_from_file towns.geojson"), "select1", "select_one"),
    "select from XML": (one("select_one_from_file towns.xml"), "select1", "select_one"),
    "acknowledge": (one("acknowledge"), "trigger", "acknowledge"),
    "note": (one("note"), "input", "note"),
    "geopoint": (one("geopoint"), "input", "geopoint"),
    "geotrace": (one("geotrace"), "input", "geotrace"),
    "geoshape": (one("geoshape"), "input", "geoshape"),
    "barcode": (one("barcode"), "input", "barcode"),
    "image": (one("image", parameters="max-pixels=640"), "upload", "image"),
    "audio": (one("audio"), "upload", "audio"),
    "video": (one("video"), "upload", "video"),
    "file": (one("file"), "upload", "file"),
    "percentage": (one("percentage"), "input", "integer"),
}

FEATURES: dict[str, str] = {
    "required and its message": one("text", required="yes", required_message="Please answer."),
    "required sometimes": one("text", required="${t} = 'x'"),
    "constraint": one("integer", constraint=". > 0 and . < 150", constraint_message="Between 1 and 149."),
    "relevant": one("text", relevant="${t} != ''"),
    "read only": one("text", read_only="yes", default="given"),
    "default": one("select_one colours", default="green"),
    "default, dynamic": one("date", default="today()"),
    "default, a moment": one("dateTime", default="2020-05-01T10:30:00.000+00:00"),
    "default, a time of day": one("time", default="10:30:00.000+02:00"),
    "default, a moment in the west": one("dateTime", default="2020-05-01T10:30:00.000-05:00"),
    "default of another": one("text", default="${t}"),
    "once": one("text", default="once(uuid())"),
    "trigger": one("text", trigger="${t}", calculation="now()"),
    "choice filter": one("select_one colours", choice_filter="zone = ${t}"),
    "randomized": one("select_one colours", parameters="randomize=true"),
    "randomized with a seed": one("select_one colours", parameters="randomize=true seed=${t}"),
    "search appearance": one("select_one colours", appearance="autocomplete"),
    "likert": one("select_one colours", appearance="likert"),
    "multiline": one("text", appearance="multiline", parameters="rows=4"),
    "guidance": one("text", hint="A hint", guidance_hint="For the interviewer"),
    "media": one("text", image="map.png", audio="map.mp3"),
    "calculate": asked(
        """
        | | type      | name  | label | calculation   |
        | | integer   | a     | A     |               |
        | | integer   | b     | B     |               |
        | | calculate | total |       | ${a} + ${b}   |
        | | note      | said  | You have ${total} |  |
        """
    ),
    "pulldata": asked(
        """
        | | type      | name    | label | calculation                             |
        | | text      | code    | Code  |                                         |
        | | calculate | country |       | pulldata('towns', 'country', 'name', ${code}) |
        """
    ),
    "current()": asked(
        """
        | | type              | name | label | choice_filter             |
        | | begin repeat      | r    | R     |                           |
        | | select_one zones  | z    | Zone  |                           |
        | | select_one colours | c   | Which | zone = current()/../z     |
        | | end repeat        |      |       |                           |
        """,
        _CHOICES,
    ),
    "cascading selects": asked(
        """
        | | type               | name | label | choice_filter |
        | | select_one zones   | z    | Zone  |               |
        | | select_one colours | c    | Which | zone = ${z}   |
        """,
        _CHOICES,
    ),
    "group": asked(
        """
        | | type        | name | label  |
        | | begin group | g    | A group |
        | | text        | q    | Asked  |
        | | end group   |      |        |
        """
    ),
    "field-list": asked(
        """
        | | type        | name | label   | appearance |
        | | begin_group | g    | A group | field-list |
        | | text        | q    | Asked   |            |
        | | integer     | n    | Number  |            |
        | | end_group   |      |         |            |
        """
    ),
    "groups in groups": asked(
        """
        | | type        | name | label | relevant    |
        | | text        | t    | T     |             |
        | | begin group | a    | A     | ${t} = 'a'  |
        | | begin group | b    | B     |             |
        | | text        | q    | Asked | ${t} != ''  |
        | | end group   |      |       |             |
        | | end group   |      |       |             |
        """
    ),
    "repeat": asked(
        """
        | | type         | name | label    |
        | | begin repeat | r    | A person |
        | | text         | q    | Asked    |
        | | end repeat   |      |          |
        """
    ),
    "repeat with a count": asked(
        """
        | | type         | name | label    | repeat_count |
        | | integer      | n    | How many |              |
        | | begin repeat | r    | A person | ${n}         |
        | | text         | q    | Asked    |              |
        | | end repeat   |      |          |              |
        """
    ),
    "repeat with a calculated count": asked(
        """
        | | type         | name | label    | repeat_count |
        | | integer      | n    | How many |              |
        | | begin repeat | r    | A person | ${n} + 1     |
        | | text         | q    | Asked    |              |
        | | end repeat   |      |          |              |
        """
    ),
    "repeat in a repeat": asked(
        """
        | | type         | name | label    |
        | | begin repeat | r    | A family |
        | | begin repeat | s    | A child  |
        | | text         | q    | Asked    |
        | | end repeat   |      |          |
        | | end repeat   |      |          |
        """
    ),
    "choices from answers": asked(
        """
        | | type            | name | label    |
        | | begin repeat    | r    | A person |
        | | text            | who  | Name     |
        | | end repeat      |      |          |
        | | select_one ${who} | head | Who leads |
        """
    ),
    "table-list": asked(
        """
        | | type               | name | label | appearance |
        | | begin group        | g    | Rate  | table-list |
        | | select_one colours | a    | Sky   |            |
        | | select_one colours | b    | Sea   |            |
        | | end group          |      |       |            |
        """,
        _CHOICES,
    ),
    "loop": asked(
        """
        | | type                     | name | label     |
        | | begin loop over colours  | l    | Per colour |
        | | integer                  | q    | How many  |
        | | end loop                 |      |           |
        """,
        _CHOICES,
    ),
    "external_choices": asked(
        """
        | | type                        | name | label | choice_filter |
        | | text                        | t    | T     |               |
        | | select_one_external places  | q    | Asked | country=${t}  |
        | external_choices | | | |
        | | list_name | name | label | country |
        | | places    | a    | Aa    | x       |
        """
    ),
    "what the device knows": asked(
        """
        | | type     | name     | label |
        | | start    | start    |       |
        | | end      | end      |       |
        | | today    | today    |       |
        | | deviceid | deviceid |       |
        | | username | username |       |
        | | hidden   | token    |       |
        | | text     | q        | Asked |
        """
    ),
    "indexed-repeat": asked(
        """
        | | type         | name  | label | calculation |
        | | begin repeat | r     | R     |             |
        | | integer      | n     | N     |             |
        | | calculate    | before |      | indexed-repeat(${n}, ${r}, position(..) - 1) |
        | | end repeat   |       |       |             |
        """
    ),
    "sum over a repeat": asked(
        """
        | | type         | name  | label | calculation |
        | | begin repeat | r     | R     |             |
        | | integer      | n     | N     |             |
        | | end repeat   |       |       |             |
        | | calculate    | total |       | sum(${n})   |
        """
    ),
    "settings": asked(
        """
        | | type | name | label |
        | | text | q    | Asked |
        """,
        settings="""
        | settings | | | | |
        | | form_title | form_id | version | style | instance_name |
        | | Needs      | needs-1 | 2020050 | pages | concat('Answer of ', ${q}) |
        """,
    ),
    "three languages": """
        | survey | | |
        | | type | name | label::English (en) | label::Español (es) | label::العربية (ar) | hint::English (en) | hint::Español (es) | hint::العربية (ar) | image::English (en) | image::Español (es) | image::العربية (ar) |
        | | text | city | Which city? | ¿Qué ciudad? | أي مدينة؟ | In full | Completa | كاملة | en.png | es.png | ar.png |
        | | select_one yes_no | wish | Would ${city} like to? | ¿Quisiera ${city}? | هل ترغب ${city}؟ | | | | | | |
        | choices | | |
        | | list_name | name | label::English (en) | label::Español (es) | label::العربية (ar) |
        | | yes_no | yes | Yes | Sí | نعم |
        | | yes_no | no | No | No | لا |
        | settings | | |
        | | form_title | default_language |
        | | Wishes | Español (es) |
        """,
    "made for KoboToolbox": """
        | survey | | |
        | | type | name | label::English (en) | label::Español (es) | required | relevant | $kuid | $autoname | hxl |
        | | start | start | | | | | ab1 | start | |
        | | select_one pq1 | Which | Which? | ¿Cuál? | true | | ab2 | Which | #sector |
        | | note | thanks | Thanks | Gracias | false | ${Which} = 'a' | ab3 | thanks | |
        | choices | | |
        | | list_name | name | label::English (en) | label::Español (es) | $kuid | $autovalue | order |
        | | pq1 | a | Aa | Á | k1 | a | 1 |
        | settings | | |
        | | form_title | id_string | style | version |
        | | From Kobo | aXy | theme-grid no-text-transform | vAb |
        """,
    "old headers": """
        | survey | | |
        | | command | tag | caption:English | caption:Français | relevance |
        | | text | a | A | Ah | |
        | | integer | b | B | Bé | ${a} = '1' |
        """,
}

ALL: dict[str, str] = {name: text for name, (text, _control, _kind) in TYPES.items()} | FEATURES
