"""Forms with answers, on which JavaRosa and we must agree."""

ARITHMETIC = """
| survey |
| | type | name | label | calculation | relevant | constraint | required |
| | integer | adults | Adults | | | . >= 0 and . <= 20 | yes |
| | integer | children | Children | | | . < 20 | ${adults} > 1 |
| | decimal | income | Income | | | . > 0 | |
| | calculate | people | | ${adults} + ${children} | | | |
| | calculate | each | | round(${income} div ${people}, 2) | | | |
| | calculate | kind | | if(${people} > 4, 'large', if(${people} > 2, 'middle', 'small')) | | | |
| | note | told | There are ${people} | | ${kind} != 'small' | | |
| | text | why | Why? | | ${each} < 10 and ${kind} = 'large' | string-length(.) > 3 | yes |
| | calculate | chain | | concat(${kind}, '-', ${why}) | | | |
| | calculate | truth | | ${people} > 2 | | | |
"""

RELEVANCE = """
| survey |
| | type | name | label | calculation | relevant | required | default |
| | select_one yn | pregnant | Pregnant | | | | |
| | begin group | outer | Outer | | ${pregnant} = 'yes' | | |
| | integer | weeks | Weeks | | | yes | 12 |
| | begin group | inner | Inner | | ${weeks} > 10 | | |
| | text | midwife | Midwife | | | ${weeks} > 20 | |
| | select_multiple sym | symptoms | Symptoms | | | | |
| | text | other | Other | | selected(${symptoms}, 'other') | | |
| | end group | | | | | | |
| | end group | | | | | | |
| | calculate | seen | | coalesce(${midwife}, 'nobody') | | | |
| | text | end_note | End | | not(selected(${symptoms}, 'none')) and ${seen} = 'nobody' | | |
| | integer | number | Number | | count-selected(${symptoms}) >= 2 | | |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| | sym | none | None |
| | sym | fever | Fever |
| | sym | other | Other |
"""

CASCADE = """
| survey |
| | type | name | label | choice_filter | calculation | relevant |
| | select_one country | country | Country | | | |
| | select_one city | city | City | country = ${country} | | |
| | select_one district | district | District | city = ${city} and number(size) >= ${least} | | |
| | integer | least | At least | | | |
| | select_multiple city | others | Others | country != ${country} or name = 'jkt' | | |
| | calculate | label | | | jr:choice-name(${city}, '${city}') | |
| | calculate | size | | | instance('district')/root/item[name = ${district}]/size | |
| | calculate | sum_size | | | sum(instance('district')/root/item[city = ${city}]/size) | |
| | begin repeat | stop | Stop | | | |
| | select_one city | where | Where | country = ${country} and name != ${last} | | |
| | text | last | Last | | | |
| | end repeat | | | | | |
| choices |
| | list_name | name | label | country | city | size |
| | country | id | Indonesia | | | |
| | country | ph | Philippines | | | |
| | city | jkt | Jakarta | id | | |
| | city | sby | Surabaya | id | | |
| | city | mnl | Manila | ph | | |
| | district | men | Menteng | | jkt | 68 |
| | district | kem | Kemang | | jkt | 12 |
| | district | gub | Gubeng | | sby | 40 |
"""

REPEATS = """
| survey |
| | type | name | label | calculation | relevant | constraint | required |
| | integer | limit | Limit | | | | |
| | begin repeat | person | Person | | | | |
| | text | name | Name | | | | yes |
| | integer | age | Age | | | . >= 0 and . < ${limit} | |
| | calculate | pos | | position(..) | | | |
| | calculate | before | | indexed-repeat(${name}, ${person}, ${pos} - 1) | | | |
| | calculate | older | | count(${person}[${age} > current()/../age]) | | | |
| | begin group | work | Work | | ${age} >= 18 | | |
| | text | job | Job | | | | ${age} > 30 |
| | end group | | | | | | |
| | begin repeat | child | Child | | ${age} > 20 | | |
| | integer | years | Years | | | . < ${age} | |
| | calculate | path | | concat(${name}, ':', position(..)) | | | |
| | end repeat | | | | | | |
| | calculate | children | | count(${child}) | | | |
| | calculate | youngest | | min(${years}) | | | |
| | end repeat | | | | | | |
| | calculate | total | | sum(${age}) | | | |
| | calculate | number | | count(${person}) | | | |
| | calculate | names | | join(', ', ${name}) | | | |
| | calculate | eldest | | max(${age}) | | | |
| | calculate | first | | indexed-repeat(${name}, ${person}, 1) | | | |
| | calculate | all_children | | count(${child}) | | | |
| | text | many | Many | | ${number} > 2 | | |
"""

DATES = """
| survey |
| | type | name | label | calculation | relevant | constraint |
| | date | born | Born | | | . <= today() |
| | date | visit | Visit | | | . >= ${born} |
| | dateTime | moment | Moment | | | |
| | calculate | days | | ${visit} - ${born} | | |
| | calculate | age | | int((decimal-date-time(${visit}) - decimal-date-time(${born})) div 365.25) | | |
| | calculate | year | | format-date(${visit}, '%Y') | | |
| | calculate | shown | | format-date-time(${moment}, '%d/%m/%Y %H:%M') | | |
| | text | minor | Minor | | ${age} < 18 | |
| | text | late | Late | | ${visit} > date('2024-01-01') | |
| | calculate | hour | | round(decimal-time(${moment}) * 24, 2) | | |
| | calculate | next | | format-date(date(${visit} + 30), '%Y-%m-%d') | | |
| | text | same | Same | | ${moment} >= ${visit} | |
"""

FIXED = """
| survey |
| | type | name | label | calculation | relevant | read_only | required | constraint |
| | select_one role | role | Role | | | | yes | |
| | text | locked | Locked | | | yes | | |
| | text | sometimes | Sometimes | | | ${role} = 'guest' | ${role} = 'guest' | |
| | text | phone | Phone | | | | | regex(., '[0-9+ ]{6,15}') |
| | text | email | E-mail | | | | | contains(., '@') and not(starts-with(., '@')) |
| | select_multiple role | several | Several | | | | | count-selected(.) <= 2 and not(selected(., 'guest') and count-selected(.) > 1) |
| | integer | repeated | Again | | | | | . = ../../data/number or . = 7 |
| | integer | number | Number | | | | | . mod 2 = 0 |
| | geopoint | place | Place | | | | | |
| choices |
| | list_name | name | label |
| | role | guest | Guest |
| | role | host | Host |
| | role | cook | Cook |
"""

CASES = {
    "arithmetic, a large family": (ARITHMETIC, "<adults>3</adults><children>4</children><income>50.5</income><why>ill</why>"),
    "arithmetic, alone": (ARITHMETIC, "<adults>1</adults><children/><income>0</income>"),
    "arithmetic, too many": (ARITHMETIC, "<adults>25</adults><children>20</children><income>-3.5</income><why>because</why>"),
    "arithmetic, nothing": (ARITHMETIC, "<adults/>"),
    "relevance, all open": (RELEVANCE, "<pregnant>yes</pregnant><outer><weeks>22</weeks><inner><midwife>Dewi</midwife><symptoms>fever other</symptoms><other>cough</other></inner></outer><end_note>x</end_note><number>2</number>"),
    "relevance, closed at the top": (RELEVANCE, "<pregnant>no</pregnant><outer><weeks>22</weeks><inner><midwife>Dewi</midwife><symptoms>none other</symptoms></inner></outer>"),
    "relevance, closed in the middle": (RELEVANCE, "<pregnant>yes</pregnant><outer><weeks>8</weeks><inner><midwife>Dewi</midwife><symptoms>none fever</symptoms></inner></outer>"),
    "cascade, chosen": (CASCADE, "<country>id</country><city>jkt</city><district>men</district><least>20</least><others>mnl</others><stop><where>sby</where><last>jkt</last></stop><stop><where/><last>sby</last></stop>"),
    "cascade, nothing chosen": (CASCADE, "<country/><city/>"),
    "repeats, three people": (REPEATS, "<limit>100</limit><person><name>Ana</name><age>45</age><work><job/></work><child><years>5</years></child><child><years>50</years></child></person><person><name>Budi</name><age>15</age><work><job>none</job></work></person><person><name/><age>101</age><work><job>sage</job></work><child><years>60</years></child></person>"),
    "repeats, one": (REPEATS, "<limit>10</limit><person><name>Ana</name><age/></person>"),
    "dates, a child": (DATES, "<born>2015-03-01</born><visit>2024-02-29</visit><moment>2024-02-29T14:30:00.000+00:00</moment>"),
    "dates, an adult": (DATES, "<born>1980-12-31</born><visit>2023-12-31</visit><moment>2023-12-30T23:59:00.000+00:00</moment>"),
    "dates, the wrong way": (DATES, "<born>2999-01-01</born><visit>2020-01-01</visit><moment/>"),
    "fixed, allowed": (FIXED, "<role>guest</role><locked>x</locked><sometimes/><phone>+62 812 345</phone><email>a@b</email><several>host cook</several><repeated>8</repeated><number>8</number><place>1 2 0 0</place>"),
    "fixed, not allowed": (FIXED, "<role>host</role><phone>none</phone><email>@x</email><several>guest cook</several><repeated>9</repeated><number>7</number>"),
}  # fmt: skip
