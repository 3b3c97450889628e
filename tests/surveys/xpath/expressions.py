"""The table of expressions that JavaRosa and we are asked."""

import math

_LITERALS = ["1", "1.5", ".5", "'a'", '"it\'s"', "''", "-1", "--1", "- - -2", "0", "1000000", "(((3)))"]

_NUMBERS = [
    "0",
    "1",
    "-1",
    "2.5",
    "-2.5",
    "0.1",
    "1000000",
    "'3'",
    "' 4 '",
    "'x'",
    "''",
    "true()",
    "false()",
    "1 div 0",
    "0 div 0",
]
_ARITHMETIC = [
    f"{one} {sign} {other}"
    for one in ("7", "-7", "2.5", "'3'", "''", "true()", "/data/whole", "/data/dec", "/data/day")
    for sign in ("+", "-", "*", "div", "mod")
    for other in ("2", "-2", "0", "0.5", "/data/whole")
]
_COMPARED = [
    f"{one} {sign} {other}"
    for one in ("5", "'5'", "'5.0'", "'x'", "''", "true()", "/data/whole", "/data/empty", "/data/dec", "/data/yes")
    for sign in ("=", "!=", "<", ">=")
    for other in ("5", "'5'", "'x'", "''", "false()", "/data/whole", "/data/dec")
]
_LOGIC = [
    f"{one} {word} {other}"
    for one in ("true()", "false()", "0", "'0'", "''", "/data/empty", "/data/zero")
    for word in ("and", "or")
    for other in ("true()", "false()", "1", "''", "/data/whole")
]
_PRECEDENCE = [
    "1 + 2 * 3", "(1 + 2) * 3", "10 - 4 - 3", "2 * 3 + 4 * 5", "8 div 4 div 2", "1 + 2 = 3", "1 < 2 = true()",
    "1 = 1 and 2 = 2 or 1 = 2", "1 or 1 and 0", "-2 * -3", "- (2 + 3)", "3 - -3", "7 mod 4 * 2", "1 < 2 and 2 < 3",
    "1 + 1 > 1 * 1", "not(1 = 2) and 3 > 2", "'a' = 'a' != false()", "2 > 1 > 0", "5 = 5 = 1",
]  # fmt: skip
_CONVERSIONS = [
    *(f"{name}({value})" for name in ("number", "boolean", "int", "round", "abs", "not") for value in _NUMBERS if "div 0" not in value or name != "int"),
    *(f"string({value})" for value in ("1", "1.0", "-0.5", "1.25", "100000", "true()", "false()", "'x'", "0 div 0", "1 div 0", "-1 div 0", "0.1 + 0.2", "-0", "/data/whole", "/data/dec", "/data/day", "/data/empty", "123456.789")),
    "number('1,5')", "number('1e3')", "number('+1')", "number('0x10')", "number('1 2')", "number('-')", "number('.5')", "number('5.')", "number('1.2.3')",
    "boolean('false')", "boolean('0')", "boolean(/data/empty)", "boolean(/data/nowhere)", "boolean(/data/zero)", "boolean(/data/day)",
    "boolean-from-string('true')", "boolean-from-string('TRUE')", "boolean-from-string('1')", "boolean-from-string('yes')", "boolean-from-string('')",
    "int('12.9')", "int(-12.9)", "int(/data/dec)", "int('')",
]  # fmt: skip
_TEXTS = [
    "concat('a', 'b', 'c')", "concat('a', 1, true(), 1.5)", "concat(/data/rep/name)", "concat('a')", "concat('', '')",
    "join(', ', 'a', 'b')", "join('-', /data/rep/name)", "join('', 'a', 'b')", "join(',', 'x')", "join(',', 1, 2, 3)", 
    "substr('hello', 1)", "substr('hello', 1, 3)", "substr('hello', 0, 99)", "substr('hello', -3)", "substr('hello', 0, -1)", "substr('hello', 3, 2)", "substr('', 0, 1)", "substr('hello', 2.9, 4.1)", "substr('hello', -99, 2)", "substr('hello', 'x', 2)",
    "substring-before('1999/04/01', '/')", "substring-after('1999/04/01', '/')", "substring-before('abc', 'x')", "substring-after('abc', 'x')", "substring-after('abc', '')", "substring-before('abc', '')", "substring-after('abc', 'abc')",
    "translate('bar', 'abc', 'ABC')", "translate('--aaa--', 'abc-', 'ABC')", "translate('aaa', 'aa', 'xy')", "translate('abc', '', 'x')", "translate('', 'a', 'b')",
    "string-length('hello')", "string-length('')", "string-length(/data/words)", "string-length(12.5)", "string-length('ñandú')",
    "normalize-space('  a   b ')", "normalize-space(/data/words)", "normalize-space('')", "normalize-space('\t a\n b')",
    "contains('hello', 'ell')", "contains('hello', '')", "contains('', 'a')", "contains(/data/words, 'quick')", "contains(125, 2)",
    "starts-with('hello', 'he')", "starts-with('hello', '')", "starts-with('', 'a')", "ends-with('hello', 'lo')", "ends-with('hello', 'he')", "ends-with('hello', '')",
    *(f"digest('abc', '{name}'{encoding})" for name in ("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512") for encoding in ("", ", 'hex'", ", 'base64'")),
    "base64-decode('SGVsbG8=')", "base64-decode('w7E=')", "base64-decode('')",
]  # fmt: skip
_PATTERNS = [
    f"regex('{text}', '{pattern}')"
    for text, pattern in (
        ("abc", "abc"), ("abc", "ab"), ("abc", "a.c"), ("abc", "[a-c]+"), ("abc", "[^a-c]+"), ("abc", ".*"), ("", ".*"), ("", "a?"), ("", "a+"),
        ("+62 812", "[+][0-9]{2} [0-9]{3}"), ("0812345678", "^0[0-9]{9}$"), ("081234567", "^0[0-9]{9}$"), ("a@b.org", "[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+[.][A-Za-z]{2,4}"),
        ("2024-01-31", "\\d{4}-\\d{2}-\\d{2}"), ("aaa", "a{2}"), ("aaa", "a{2,}"), ("aaa", "a{1,3}"), ("aaaa", "a{1,3}"), ("ab", "(a|b){2}"), ("abab", "(ab)*"), ("aba", "(ab)*"),
        ("cat", "cat|dog"), ("dog", "cat|dog"), ("cow", "cat|dog"), ("a b", "\\w\\s\\w"), ("a-b", "a[-x]b"), ("]", "[\\]]"), ("a.b", "a\\.b"), ("axb", "a\\.b"),
        ("ABC", "(?i)abc"), ("abc", "(?=a).*"), ("abc", "(?!a).*"), ("foo1", "(?=.*[0-9])[a-z0-9]{4,}"), ("word", "\\bword\\b"), ("É", "\\p{L}"), ("é", "\\p{Lu}"), ("x", "\\p{Lower}"), ("9", "\\p{Digit}"),
        ("tab\there", "tab\\there"), ("aXb", "a\\x58b"), ("aaa", "(a+)+"), ("aaab", "(a*)*b"), ("", "()"), ("ab", "a(?:b)"), ("ab", "(?<first>a)b"), ("a", "a|"), ("12", "[[0-9]]+"), ("A1-b", "[A-Z]\\d-\\D"),
        ("5", "[0-5]?"), ("1.50", "[0-9]+([.][0-9]{2})?"), ("{", "\\{"), ("a+", "a\\+"), ("100%", "100%"), ("a|b", "a[|]b"), ("line", "^line$"), ("x", "\\S"), ("x", "\\W"), ("_", "\\w"),
    )
]  # fmt: skip
_TRUTH = [
    "if(true(), 'a', 'b')", "if('', 'a', 'b')", "if(/data/whole > 3, /data/whole, 0)", "if(0, 1, 2)", "if(/data/empty, 'x', 'y')", "if(1, if(0, 'a', 'b'), 'c')",
    "coalesce('', 'b')", "coalesce('a', 'b')", "coalesce(/data/empty, /data/whole)", "coalesce(/data/whole, 1)", "coalesce(number(''), 3)", "coalesce('', '')", "coalesce(/data/nowhere, 'z')",
    "not('')", "not('x')", "not(0)", "true()", "false()",
    "checklist(1, 2, 1, 0, 0)", "checklist(2, 3, 1, 0, 0)", "checklist(-1, 1, 1, 1)", "checklist(1, -1, 1, 1)", "checklist(0, 0)", "checklist(1, 3, /data/rep/name)", "checklist(2, 2, 'a', '', 1)",
    "weighted-checklist(1, 5, 1, 2, 0, 10)", "weighted-checklist(5, 9, 1, 2, 1, 3)", "weighted-checklist(6, 9, 1, 2, 1, 3)", "weighted-checklist(0, 99, /data/rep/name, /data/rep/age)",
    "depend('x', /data/whole)", "once('first')",
]  # fmt: skip
_MATHEMATICS = [
    *(f"round({value})" for value in ("2.5", "-2.5", "-0.4", "2.4999", "1.5", "0.5", "-1.5", "'x'")),
    *(f"round({value}, {places})" for value in ("2.345", "1.005", "-1.115", "1234.5678", "0.1", "99.995") for places in ("0", "1", "2", "3")),
    "round(155, -1)", "round(1234, -2)", "round(3.7, 31)", "round(1 div 0)", "round(number(''))", "round(2.345, '2')", "round(12345.678, -3)",
    *(f"{name}({value})" for name in ("sin", "cos", "tan", "asin", "acos", "atan", "exp", "exp10", "log", "log10", "sqrt", "abs") for value in ("0", "1", "-1", "0.5", "2", "''", "/data/dec")),
    *(f"pow({base}, {power})" for base in ("2", "-2", "0", "1", "0.5") for power in ("3", "0", "-1", "0.5", "1 div 0")),
    *(f"atan2({y}, {x})" for y in ("1", "-1", "0") for x in ("1", "-1", "0")),
    "pi()", "1 div 3", "2 div 3", "1 div 0", "-1 div 0", "0 div 0", "5 mod 2", "-5 mod 2", "5 mod -2", "5.5 mod 2", "5 mod 0", "0.1 + 0.2", "exp(1000)", "log(0)", "log10(0)", "sqrt(-1)", "asin(2)", "pow(10, 400)",
]  # fmt: skip
_NODES = [
    "count(/data/rep)", "count(/data/rep/sub)", "count(/data/nowhere)", "count(/data/rep/name)", "count-non-empty(/data/rep/age)", "count-non-empty(/data/rep/name)", "count-non-empty(/data/rep)",
    "sum(/data/rep/age)", "sum(/data/rep/sub/v)", "sum(/data/nowhere)", "sum(/data/whole)", "sum(/data/rep/name)",
    "max(/data/rep/age)", "min(/data/rep/age)", "max(1, 5, 3)", "min(4, 2, 8)", "max('', 3)", "min('', 3)", "max('x')", "min('x')", "max(/data/rep/sub/v)", "min(/data/rep/sub/v)", "max(/data/whole, 2)", "max(/data/nowhere)",
    "/data/whole", "/data/nowhere", "/data/rep/name", "/data/rep/sub/v", "whole", "./whole", ".", "/data/group/inner", "group/inner", "rep/name", "rep/age", "/data/day", "/data/dec", "group/../whole",
    "/data/rep[age > 30]/name", "/data/rep[name = 'Ana']/age", "/data/rep[position() = 2]/name", "/data/rep[position() > 1]/name", "count(/data/rep[age = ''])", "/data/rep[age > 10][position() = 1]/name", "sum(/data/rep[age >= 30]/age)", "count(/data/rep[count(sub) > 1])", "/data/rep[code = 'k2']/sub/v", "count(rep[selected('Ana Budi', name)])", "/data/rep[name != 'Ana' and age != '']/name",
    "instance('towns')/root/item[name = 'k2']/label", "instance('towns')/root/item[name = /data/one]/label", "instance('towns')/root/item[region = 'north']/name", "count(instance('towns')/root/item)", "instance('towns')/root/item[rank > 5]/name", "sum(instance('towns')/root/item/rank)", "instance('towns')/root/item[region = '']/name", "instance('towns')/root/item[position() = 3]/label", "instance('towns')/root/item[region = 'north'][position() = 2]/name", "instance('towns')/root/item[selected(/data/chosen, 'a') and region = 'south']/label", "instance('towns')/root/item[name = concat('k', 1 + 2)]/label", "instance('towns')/root/item[name = current()/one]/label", "instance('towns')/root/item[contains(label, 'T')]/name", "max(instance('towns')/root/item/rank)", "join(' ', instance('towns')/root/item/label)", "count(instance('towns')/root/item[nowhere = ''])",
    "position(/data/rep)", "position(/data/whole)", "position(/data/nowhere)",
    "indexed-repeat(/data/rep/name, /data/rep, 2)", "indexed-repeat(/data/rep/name, /data/rep, 0)", "indexed-repeat(/data/rep/name, /data/rep, 9)", "indexed-repeat(/data/rep/sub/v, /data/rep, 3, /data/rep/sub, 2)", "indexed-repeat(/data/rep/sub/v, /data/rep, 3)", "indexed-repeat(/data/rep/age, /data/rep, '1')",
    *(f"randomize(instance('towns')/root/item/name, {seed})" for seed in ("1", "42", "-7", "0", "2147483647", "12.9", "99999999999")),
]  # fmt: skip
_TIMES = [
    "today() = today()", "now() >= today()", "boolean(today())",
    "date('2024-02-29')", "date('')", "date(0)", "date(19782)", "date(19782.7)", "date(-1)", "date(/data/day)", "date-time('2024-02-29T10:20:30.400Z')", "date-time('2024-02-29')", "date-time(0.5)", "date-time('2024-02-29T10:20:30+02:00')", "date-time('')",
    "date('2024-02-29') = date('2024-02-29')", "date('2024-02-29') < date('2024-03-01')", "date('2024-03-01') - date('2024-02-28')", "/data/day + 1", "date(/data/day + 1)", "/data/day = '2024-02-29'", "/data/day < today()", "/data/moment >= /data/day", "/data/moment = /data/day", "/data/day != date('2024-01-01')", "number(date('1970-01-02'))", "number(/data/moment)", "int((today() - date('2000-01-01')) div 365.25) > 20", "string(date('2024-02-29'))", "concat(date('2024-02-29'), '')", "/data/moment + 0", "/data/moment - /data/day",
    "decimal-date-time('1970-01-02')", "decimal-date-time('1970-01-01T12:00:00Z')", "decimal-date-time('2024-02-29T10:20:30.400+05:30')", "decimal-date-time(1.5)", "decimal-date-time('')", "decimal-date-time(/data/day)", "decimal-date-time(/data/moment)", "decimal-date-time(/data/moment) - decimal-date-time(/data/day)",
    "decimal-time('2024-02-29T12:00:00Z')", "decimal-time('2024-02-29T18:00:00.000+00:00')", "decimal-time(/data/moment)", "decimal-time('')", "decimal-time(1.25)",
    *(f"format-date('2024-02-09', '{pattern}')" for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%e %b %Y", "%y", "%n/%e", "%a", "%b", "%Y", "%m.%Y", "%d")),
    *(f"format-date-time('2024-02-09T08:05:03.007Z', '{pattern}')" for pattern in ("%H:%M:%S", "%Y-%m-%d %H:%M", "%M", "%S", "%e %b %Y %H:%M")),
    "format-date(/data/day, '%d %b')", "format-date('', '%Y')", "format-date(/data/empty, '%Y')", "format-date(0, '%Y-%m-%d')", "format-date-time(/data/moment, '%H:%M')", "format-date(date('2024-12-31') + 1, '%Y')",
]  # fmt: skip
_CHOICES = [
    "selected('a b c', 'b')", "selected('a b c', 'd')", "selected('abc', 'b')", "selected(/data/chosen, 'a')", "selected('', '')", "selected('a b', ' b ')", "selected('a b', 'a b')", "selected(/data/empty, 'a')", "is-selected('a b', 'a')",
    "selected-at('a b c', 0)", "selected-at('a b c', 2)", "selected-at('a b c', 3)", "selected-at('a b c', -1)", "selected-at(/data/chosen, 1)", "selected-at('', 0)", "selected-at('a  b', 1)", "selected-at('a b', '1')",
    "count-selected('a b c')", "count-selected('')", "count-selected(/data/chosen)", "count-selected('a  b')", "count-selected(/data/empty)",
]  # fmt: skip
_GEOGRAPHY = ["area(/data/shape)", "distance(/data/shape)", "enclosed-area(/data/shape)", "distance('0 0', '1 1')", "geofence(/data/point, /data/shape)", "distance(/data/point)", "distance('1 1', '1 2', '2 2')", "geofence('0.3 0.6', /data/shape)"]  # fmt: skip

AGREED = {
    "literals": _LITERALS,
    "arithmetic": _ARITHMETIC,
    "comparison": _COMPARED,
    "logic": _LOGIC,
    "precedence": _PRECEDENCE,
    "conversion": _CONVERSIONS,
    "texts": _TEXTS,
    "patterns": _PATTERNS,
    "truth": _TRUTH,
    "mathematics": _MATHEMATICS,
    "nodes": _NODES,
    "times": _TIMES,
    "choices": _CHOICES,
    "geography": _GEOGRAPHY,
}

IN_SECOND = [
    ".", "..", "../name", "../age", "/data/rep/name", "/data/rep/age", "/data/whole", "/data/rep/sub/v", "../sub/v", "../../rep/name", "../../rep/age", "count(/data/rep)", "count(../../rep)", "sum(/data/rep/age)", "sum(../../rep/age)", "max(../../rep/age)", "position(..)", "position(.)", "position()", "position(../../rep)", "current()/../name", "current()/../../whole", "count(current()/../../rep)",
    "indexed-repeat(/data/rep/name, /data/rep, 1)", "indexed-repeat(/data/rep/name, /data/rep, position(..) - 1)", "indexed-repeat(/data/rep/name, /data/rep, 3)", "indexed-repeat(/data/rep/age, /data/rep, position(..) - 1) + 1",
    "instance('towns')/root/item[name = current()/../code]/label", "../../rep[position() = 1]/name", "../../rep[name = current()/../name]/age", "count(../../rep[position() < position(current()/..)])", "sum(../../rep[position() <= position(current()/..)]/age)", "join(',', ../../rep/name)", "once('x')", ". > 30", ". + ../../whole", "string-length(.)", "/data/rep/name = 'Budi'", "/data/rep[position() = 1]/name", "/data/rep[name = 'Chidi']/code", "count(/data/rep[age > 0])",
]  # fmt: skip

IN_SUB = [
    ".", "../../name", "/data/rep/name", "/data/rep/sub/v", "../../sub/v", "sum(../../sub/v)", "count(../../sub)", "count(/data/rep/sub)", "position(..)", "position(../..)", "../../../rep/name", "../../../rep/sub/v", "sum(../../../rep/sub/v)", "indexed-repeat(/data/rep/sub/v, /data/rep, 1, /data/rep/sub, 1)", "indexed-repeat(/data/rep/sub/v, /data/rep, 1)", "indexed-repeat(/data/rep/sub/v, /data/rep/sub, 3)", "indexed-repeat(/data/rep/sub/v, /data/rep, position(../..), /data/rep/sub, position(..) - 1)", "indexed-repeat(/data/rep/name, /data/rep, 2)", "../../sub[position() = 1]/v", "/data/whole + .",
]  # fmt: skip

BEYOND: list[tuple[str, object]] = [
    ("/data/whole | /data/one", ("5", "k2")), ("substring('12345', 2, 3)", "234"), ("substring('12345', 1.5, 2.6)", "234"), ("substring('12345', 0, 3)", "12"), ("substring('12345', 0 div 0, 3)", ""), ("substring('12345', -42, 1 div 0)", "12345"), ("substring('12345', 2)", "2345"),
    ("floor(2.6)", 2.0), ("floor(-2.5)", -3.0), ("ceiling(2.2)", 3.0), ("count(//v)", 6.0), ("//rep/name", ("Ana", "Budi", "Chidi")), ("name(/data/whole)", "whole"), ("local-name(.)", "data"), ("string-join(',', 'a', 'b')", "a,b"),
    ("/data/rep/name = 'Budi'", True), ("/data/rep/age > 35", True), ("string(/data/rep/name)", "Ana"), ("decimal-time('12:00:00.000+01:00')", 0.5), ("decimal-time('18:30')", 18.5 / 24), ("selected(12, 12)", True), ("count-selected(12)", 1.0), ("count(/data/group/*)", 2.0),
    ("weighted-checklist(0, 9)", True), ("/data/rep[sub/v = 3]/name", ("Budi",)), ("count(rep[sub/v > 2])", 2.0), ("randomize(instance('towns')/root/item/name, 'abc')", ("k4", "k2", "k1", "k3")),
    ("pulldata('towns', 'label', 'name', 'k3')", "Three"), ("pulldata('towns', 'label', 'name', 'nobody')", ""), ("(/data/rep)[2]/name", ("Budi",)), ("name(rep/following-sibling::rep[1])", "rep"), ("count(rep/ancestor::data)", 1.0), ("count(/data/rep/descendant::v)", 6.0),
]  # fmt: skip

DIFFERENT: list[tuple[str, object, object, str]] = [
    ("number('2024-02-29')", 19782.0, math.nan, "the specification: number() reads dates"),
    ("today() > '2020-01-01'", True, False, "the specification: dates in texts compare as days"),
    ("'2024-02-29' - '2024-02-28'", 1.0, math.nan, "the specification: number() reads dates"),
    ("/data/rep[2]/name", ("Budi",), (), "XPath 1.0: a number in a predicate is a position"),
    ("instance('towns')/root/item[2]/label", ("Two",), (), "XPath 1.0: a number in a predicate is a position"),
    ("max(-1, -2)", -1.0, 5e-324, "JavaRosa begins with the smallest number above zero"),
    ("string(10000000000)", "10000000000", "1.0E10", "XPath 1.0: no exponent"),
    ("string(0.00001)", "0.00001", "1.0E-5", "XPath 1.0: no exponent"),
    ("string-length('😀')", 1.0, 2.0, "XPath counts characters, Java half-pairs of UTF-16"),
    ("round(-155, -1)", -150.0, -150.0, "halves go up"),
    ("round(-157, -1)", -160.0, -150.0, "to the nearest; JavaRosa cuts negative numbers"),
    ("string(/data/moment)", "2024-02-29T10:20:30.400+00:00", "2024-02-29", "the text of a moment keeps its time"),
    (
        "date('2024-01-01T10:00:00Z')",
        ("moment", 1704067200000),
        ("moment", 1704103200000),
        "the specification: date() has no time",
    ),
]
