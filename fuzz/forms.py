"""Coverage-guided fuzzing of the door for questionnaires: whatever is uploaded is published or refused with a reason.

What is published is answered once as its own page would begin it, which must not fail either.
"""

import sys
from datetime import UTC, datetime

import atheris

with atheris.instrument_imports(include=["sarai.surveys"]):
    import django

    django.setup()
    from sarai.surveys import pages
    from sarai.surveys.answering import Circular, Engine, check
    from sarai.surveys.questionnaire.attachments import with_files
    from sarai.surveys.questionnaire.faults import Refused
    from sarai.surveys.questionnaire.publishing import publish

from fuzz import planted

NOW = datetime(2025, 1, 31, 12, tzinfo=UTC)
FILE = b"list_name,name,label\na,a,A\na,b,B\n"
SEEDS = (
    b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model>
<itext><translation lang="en"><text id="a"><value>A <output value="/d/n"/></value></text></translation></itext>
<instance><d id="f" version="1"><n/><c/><s/><r jr:template=""><t/></r><meta><instanceID/></meta></d></instance>
<instance id="l"><root><item><name>x</name><label>X</label></item></root></instance>
<bind nodeset="/d/n" type="int" required="true()" constraint=". &lt; 10" relevant="/d/s != ''"/>
<bind nodeset="/d/c" calculate="sum(/d/r/t) + count(/d/r)"/><bind nodeset="/d/meta/instanceID" jr:preload="uid"/>
</model></h:head><h:body><input ref="/d/n"><label ref="jr:itext('a')"/></input>
<select1 ref="/d/s"><label>S</label><itemset nodeset="instance('l')/root/item[name != /d/n]"><value ref="name"/>
<label ref="label"/></itemset></select1><group ref="/d/r"><repeat nodeset="/d/r"><input ref="/d/r/t"/></repeat></group>
</h:body></h:html>""",
    b"""
| survey  |                |      |       |                                          |            |
|         | type           | name | label | appearance                               | relevant   |
|         | select_one a   | q    | Q     | search('f', 'contains', 'name', ${t})    |            |
|         | begin repeat   | r    | R     |                                          | ${q} = 'x' |
|         | text           | u    | U     |                                          |            |
|         | end repeat     |      |       |                                          |            |
|         | text           | t    | T     |                                          |            |
| choices |                |      |       |                                          |            |
|         | list_name      | name | label |                                          |            |
|         | a              | name | label |                                          |            |
""",
)


def one(data: bytes) -> None:
    """Publish one input, and begin to answer it."""
    try:
        form = publish(data, "form.md").form
        engine = Engine(with_files(form, dict.fromkeys(form.media, FILE)))
    except (Refused, Circular):
        return
    sitting = pages.begin(engine, now=NOW, language="")
    for page in pages.pages_of(sitting.state)[:20]:
        pages.Writer("/media/").write(pages.show(sitting, page).blocks)
    check(engine, sitting.tree, now=NOW)


def main() -> None:
    """Fuzz until told to stop: arguments are libFuzzer's (-max_total_time=60), after a folder to keep inputs in."""
    planted(*SEEDS)
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
