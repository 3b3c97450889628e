"""Who works with whom as a circle of names: found again, by group, readable without seeing it."""

import base64
import hashlib
import re
from math import cos, hypot, radians, sin

import pytest

from sarai.evidence.pictures import GRAPH_STYLE_CSP, Chord, Node, graph
from tests.evidence.pictures.reading import assert_no_active_content, read, texts

HOSTILE = "</style><script>alert('x')</script>\"&\x0b"
NODES = {"x": Node("Xiamen", "Asia"), "l": Node("Luoyang", "Asia"), "s": Node("Santiago", "America"), "o": Node("UNO", hollow=True)}  # fmt: skip
WEIGHTS = ["declared", "confirmed"]


def drawn(*chords, nodes=NODES, **fields):
    return read(graph(nodes, [Chord(*one) for one in chords], **{"title": "Who", "weights": WEIGHTS} | fields))


def ends(root):
    """Each chord: what it is called, and its two ends."""
    found = [path for path in root.iter("path") if path.find("title") is not None]
    numbers = [[int(n) for n in re.findall(r"-?\d+", path.get("d"))] for path in found]
    return [(path.find("title").text, (n[0], n[1]), (n[4], n[5])) for path, n in zip(found, numbers, strict=True)]


def dots(root):
    return [(int(c.get("cx")), int(c.get("cy"))) for c in root.iter("circle")]


def test_names_stand_by_their_group_and_then_by_name():
    shown = [text for text in texts(drawn()) if text in {node.label for node in NODES.values()}]
    assert shown == ["Santiago", "Luoyang", "Xiamen", "UNO"]
    assert {"Asia", "America"} < set(texts(drawn()))


def test_all_stand_on_one_circle_and_chords_end_there():
    root = drawn(("x", "s", 1, "Xiamen – Santiago: confirmed"))
    assert {round(hypot(x, y) / 10) for x, y in dots(root)} == {22}
    [(label, start, end)] = ends(root)
    assert label == "Xiamen – Santiago: confirmed"
    assert {start, end} < set(dots(root))


def outward(root):
    """Each name: where it is turned to and how far down it stands, and where its last letter ends."""
    found = {}
    for text in root.iter("text"):
        if turned := re.match(r"rotate\((.+)\)", text.get("transform", "")):
            words = (text.text or "") + "".join(note.tail or "" for note in text)
            angle, far = radians(float(turned[1])), float(text.get("x"))
            far += (9 if far > 0 else -9) * len(words)
            found[words] = ((turned[1], text.get("y")), (far * cos(angle), far * sin(angle)))
    return found


def test_the_name_of_a_group_stands_among_its_members_and_takes_a_place_of_its_own():
    found = outward(drawn())
    assert {"Asia", "America", "Xiamen", "Luoyang", "Santiago", "UNO"} == set(found)
    assert len({place for place, _end in found.values()}) == len(found)


@pytest.mark.parametrize("number", [2, 20, 90])
def test_nothing_is_cut_and_there_is_little_room_around(number):
    nodes = {str(n): Node(f"City of some name {n}", f"Region {n % 7}") for n in range(number)}
    root = drawn(nodes=nodes)
    _x, _y, width, height = map(float, root.get("viewBox").split())
    x, y = (float(n) for n in re.findall(r"-?\d+", root.find("g").get("transform")))
    ends = [(x + across, y + down) for _place, (across, down) in outward(root).values()]
    assert all(0 < across < width and 0 < down < height for across, down in ends)
    assert min(width - max(across for across, _down in ends), min(across for across, _down in ends)) < 100


def test_the_same_gives_the_same_whatever_its_order():
    chords = [("x", "s", 1, "a"), ("l", "s", 0, "b")]
    other = dict(reversed(NODES.items()))
    assert sorted(ends(drawn(*chords))) == sorted(ends(drawn(*reversed(chords), nodes=other)))


def test_three_hundred_names_do_not_lie_on_each_other():
    nodes = {str(n): Node(f"City {n}", f"Region {n % 20}") for n in range(300)}
    chords = [Chord(str(n), str((n * 7 + 3) % 300), n % 5, f"City {n} – City {n * 7}: confirmed") for n in range(300)]
    picture = graph(nodes, chords, title="x", weights=WEIGHTS)
    places = dots(read(picture))
    assert min(hypot(a - c, b - d) for n, (a, b) in enumerate(places) for c, d in places[:n]) > 20
    assert len(picture.encode()) < 90_000


def test_a_long_name_is_cut_and_whole_in_its_note():
    long = "National Association of World Heritage Cities"
    root = drawn(nodes={"n": Node(long)})
    [text] = [each for each in root.iter("text") if each.find("title") is not None]
    assert text.find("title").text == long
    assert "".join(text.itertext()).removeprefix(long).endswith("…")


def test_it_says_what_is_shown_and_what_lines_mean():
    root = drawn(("x", "s", 1, "Xiamen – Santiago: confirmed"))
    assert root.get("role") == "img"
    assert root.find("desc").text == "4 names, 1 lines between them. Xiamen – Santiago: confirmed"
    assert texts(root)[-2:] == WEIGHTS


def test_nobody_is_a_picture_too():
    assert texts(drawn(nodes={})) == ["Who", *WEIGHTS]


def test_who_is_not_given_is_an_error():
    with pytest.raises(KeyError):
        drawn(("x", "nobody", 0, "a"))


def test_nothing_in_it_is_active():
    picture = graph({"a": Node(HOSTILE, HOSTILE), "b": Node("B")}, [Chord("a", "b", 0, HOSTILE)], title=HOSTILE, weights=[HOSTILE])  # fmt: skip
    assert_no_active_content(read(picture))
    style = re.search(r"<style>(.*?)</style>", picture)[1]
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" == GRAPH_STYLE_CSP
