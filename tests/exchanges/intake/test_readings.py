"""Tables of view counters: a team's own, those of Chinese live platforms, and YouTube's countries and cities."""

from datetime import UTC, datetime

import pytest

from sarai.evidence.formats import recognise
from sarai.exchanges.intake import words
from tests.evidence.reading.files import context, opened, read, workbook

KEY = "view-readings"


def told(records):
    return [(one.platform, one.content_id, one.mode, one.recorded, one.metric, one.value) for one in records]


def test_a_teams_own_table(tmp_path):
    text = (
        "Event,Platform,Content ID,Title,Live or playback,Views,Read on\n"
        'training,YouTube,abc,Part 1,playback,"1,200",2020-12-31\n'
        "training,Yunbo,77,Part 1,recorded broadcast,300,2020-12-31\n"
        "training,Yunbo,78,Part 2,live,--,2020-12-31\n"
        "Total,,,,,1500,\n"
    )
    book = opened(tmp_path, text)
    assert [found.key for found, _about in recognise(book)] == [KEY]
    records, problems = read(book, KEY)
    assert told(records)[:2] == [
        ("youtube", "abc", "playback", False, "views", 1200),
        ("yunbo", "77", "live", True, "views", 300),
    ]
    assert records[0].read_at == datetime(2020, 12, 31, tzinfo=UTC)
    assert records[0].event == "training"
    assert problems == []


def test_a_live_platforms_statistics_keep_people_and_views_and_live_and_playback_apart(tmp_path):
    rows = [
        ["平台", "云直播"],
        ["统计截止时间", "2021-01-24 10:00:00"],
        [],
        ["直播间ID", "直播标题", "直播观看人次", "累计观看人数", "回放观看人次"],
        ["88001", "城市与电商", "12.3万", "60000", "--"],
        ["合计", "", "12.3万", "60000", "0"],
    ]
    book = opened(tmp_path, workbook({"数据": rows}))
    assert [found.key for found, _about in recognise(book)] == [KEY]
    records, problems = read(book, KEY)
    assert sorted(told(records)) == [
        ("云直播", "88001", "live", False, "unique_viewers", 60000),
        ("云直播", "88001", "live", False, "views", 123000),
    ]
    assert {one.read_at for one in records} == {datetime(2021, 1, 24, 10, tzinfo=UTC)}
    assert problems == []


def test_places_and_what_the_file_leaves_open(tmp_path):
    records, _problems = read(opened(tmp_path, "Platform,City,Country,Views\nyunbo,Suva,Fiji,7\n"), KEY)
    assert [(one.city, one.country, one.mode) for one in records] == [("Suva", "Fiji", "")]


def test_what_is_not_a_number_is_said(tmp_path):
    records, (problem,) = read(opened(tmp_path, "Platform,Live views\nyunbo,many\n"), KEY)
    assert records == []
    assert "“many” in the column “Live views” on line 2" in problem.message


def test_headers_that_nobody_knows_are_mapped(tmp_path):
    book = opened(tmp_path, "Wo,Was,Wie oft\nyunbo,88,7\n")
    mapping = {"Wo": "platform", "Was": "content_id", "Wie oft": "live_views"}
    records, problems = read(book, "table", context(mapping=mapping))
    assert told(records) == [("yunbo", "88", "live", False, "views", 7)]
    assert problems == []


@pytest.mark.parametrize(
    "text",
    [
        "Name,Platform,Joined at\nAna,zoom,2020-03-28 08:00\n",  # people
        'Content,Video title,Video publish time,Views\nabc,A,"Apr 2, 2020",7\n',  # YouTube's own table
        "Date,Content,Video title,Video publish time,Views\n2020-04-02,abc,A,,7\n",  # a day's views, not a counter's
    ],
)
def test_what_is_no_table_of_readings_is_not_taken_for_one(tmp_path, text):
    assert KEY not in [found.key for found, _about in recognise(opened(tmp_path, text))]


def test_youtubes_countries(tmp_path):
    text = "Geography,Views,Watch time (hours)\nTotal,30,\nFJ,20,1\nKE,10,1\nOther,3,1\n"
    book = opened(tmp_path, text)
    assert [found.key for found, _about in recognise(book)] == ["youtube-geography"]
    records, problems = read(book, "youtube-geography")
    assert [(one.country, one.city, one.value) for one in records] == [("Fiji", "", 20), ("Kenya", "", 10)]
    assert problems == []


def test_youtubes_cities(tmp_path):
    text = 'Cities,City name,Geography,Views\nTotal,,,27\n0x1,Suva,FJ,"2,000"\n0x2,Nairobi,KE,7\n'
    records, _problems = read(opened(tmp_path, text), "youtube-geography")
    assert [(one.city, one.country, one.value) for one in records] == [("Suva", "Fiji", 2000), ("Nairobi", "Kenya", 7)]


def test_youtubes_own_words_for_live_and_on_demand(tmp_path):
    text = (
        "Content,Live/on demand,Video title,Video publish time,Views\n"
        'abc,Live stream,A,"Apr 2, 2020",7\nabc,On demand,A,"Apr 2, 2020",9\n'
    )
    records, _problems = read(opened(tmp_path, text), "youtube-studio")
    assert [(one.mode, one.value) for one in records] == [("live", 7), ("playback", 9)]


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("1,234", 1234), ("1 234 567", 1234567), ("12.3万", 123000), ("1.2亿", 120000000)]
)
def test_counters_are_read_as_platforms_round_them(text, value):
    assert words.counted(text) == value


@pytest.mark.parametrize("text", ["", "-3", "12.3", "1e9", "many", "9" * 16, "1.23456万", "١٢"])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(ValueError):
        words.counted(text)
