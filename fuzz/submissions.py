"""Coverage-guided fuzzing of what is done with a submission before anything of it is stored, and when it is filed.

Each input is read, held against a form, checked and told, as the door and the filing do it. Only `Unreadable` may come
of it. Corpora that reach new code are kept in the folder given as first argument.
"""

import sys
from datetime import UTC, datetime

import atheris

with atheris.instrument_imports(include=["sarai.surveys"]):
    import django

    django.setup()
    from sarai.surveys.answering import (
        Engine,
        Unreadable,
        answers_of,
        check,
        consent_of,
        counted,
        mention_of,
        meta,
        parse_xml,
        share_answered,
        write,
    )
    from sarai.surveys.questionnaire.publishing import publish

from fuzz import planted

NOW = datetime(2025, 1, 31, 12, tzinfo=UTC)
SHEETS = b"""
| survey | | | | | | | | |
| | type | name | label | relevant | constraint | calculation | role | choice_filter |
| | text | email | Your e-mail | | regex(., '.+@.+') | | person.email | |
| | text | city | Your city | | | | place.city | |
| | select_multiple themes | needs | Needs | | count-selected(.) <= 3 | | need.priority | |
| | rank themes | order | In which order? | selected(${needs}, 'a') | | | | |
| | integer | staff | Staff | | . >= 0 and . < 1000 | | | |
| | date | day | Day | | . <= today() | | | |
| | geopoint | place | Place | ${staff} > 3 | | | | |
| | select_one themes | first | First | ${day} != '' | | | | name != ${needs} |
| | begin_repeat | partner | Partner | | | | | |
| | text | partner_city | City | position(..) < 5 | string-length(.) < 50 | | wish.partner_city | |
| | calculate | number | | | | position(..) + sum(${staff}) | | |
| | end_repeat | | | | | | | |
| | calculate | total | | | | count(${partner}) * number(${staff}) + count-selected(${needs}) | | |
| choices | | | | | | | | |
| | list_name | name | label | | | | | |
| | themes | a | A | | | | | |
| | themes | b | B | | | | | |
| settings | | | | | | | | |
| | form_id | version | | | | | | |
| | fuzz | 1 | | | | | | |
"""
ENGINE = Engine(publish(SHEETS, "fuzz.md").form)
SEED = (
    b'<data id="fuzz" version="1"><email>a@b</email><needs>a b</needs><order>b a</order><staff>5</staff>'
    b"<day>2024-02-29</day><place>1 2 3 4</place><first>a</first><partner><partner_city>Durban</partner_city></partner>"
    b"<meta><instanceID>uuid:1</instanceID></meta></data>"
)


def one(data: bytes) -> None:
    """Do with one input what the door and the filing do."""
    try:
        told = parse_xml(data)
        meta(told, "instanceID")
        tree = ENGINE.shape.fit(told)
    except Unreadable:
        return
    check(ENGINE, tree, now=NOW)
    answers_of(ENGINE, tree), mention_of(ENGINE, tree), consent_of(ENGINE, tree), share_answered(ENGINE, tree)
    list(counted(ENGINE, tree))
    again = ENGINE.shape.read(write(tree))
    assert [node.path for node in again.descendants()], "what is written can be read"


def main() -> None:
    """Fuzz until told to stop: arguments are libFuzzer's (-max_total_time=60), after a folder to keep inputs in."""
    planted(SEED)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
