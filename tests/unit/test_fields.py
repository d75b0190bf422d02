# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract of every field, as properties of generated values, for every field of every
resource; and the corners of single fields.
"""

from __future__ import annotations

import json
import os

import pytest
from ansible_collections.oncall.routing.plugins.module_utils._describe import problems
from ansible_collections.oncall.routing.plugins.module_utils._describe.hooks import (
    Guards,
    Hooks,
    Usage,
)
from ansible_collections.oncall.routing.plugins.module_utils._describe.kind import (
    Identity,
    Kind,
    Listing,
    ReadOnly,
)
from ansible_collections.oncall.routing.plugins.module_utils._describe.lists import ListOf, SetOf
from ansible_collections.oncall.routing.plugins.module_utils._describe.map import MapOf
from ansible_collections.oncall.routing.plugins.module_utils._describe.markers import (
    MASK,
    UNKNOWN,
    masked,
)
from ansible_collections.oncall.routing.plugins.module_utils._describe.numbers import Bool, Int
from ansible_collections.oncall.routing.plugins.module_utils._describe.record import Part, Record
from ansible_collections.oncall.routing.plugins.module_utils._describe.reference import Key, Ref
from ansible_collections.oncall.routing.plugins.module_utils._describe.resource import Resource
from ansible_collections.oncall.routing.plugins.module_utils._describe.text import Enum, Secret, Str
from ansible_collections.oncall.routing.plugins.module_utils._describe.times import Moment, Span
from ansible_collections.oncall.routing.plugins.module_utils._describe.update import Merge, Replace
from ansible_collections.oncall.routing.plugins.module_utils._describe.vendor import (
    CAMEL_CASE,
    Brand,
    Option,
    Vendor,
)
from ansible_collections.oncall.routing.plugins.module_utils._vendors.bk import parts
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tools import generate

RESOURCES = [resource for _stem, _constant, resource in generate.resources()]
EVERY = [
    pytest.param(field, id="%s_%s-%s" % (resource.vendor.name, resource.kind, name))
    for resource in RESOURCES
    for name, field in resource.fields.items()
]

QUICK = settings(
    max_examples=200 if os.environ.get("ONCALL_NIGHTLY") else 12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
#: Where a field takes texts of one form only.
FORMS = {
    "custom_start_time": st.sampled_from(["9:30", "09:30", "23:59:59", "00:00:00", " 7:05"]),
    "time_range": st.sampled_from(
        ["00:00--23:59", "9:00--18:30", "00:00:00--23:59:59", " 22:00--06:00"]
    ),
    "effective_time": st.sampled_from(
        [
            "2035-01-01 00:00:00+0800",
            "2035-01-01T09:30Z",
            "2035-01-01",
            "2035-01-01 09:30:05 -05:00",
        ]
    ),
    "end_time": st.sampled_from(["", "2036-01-01 00:00:00+0800", "2036-01-01T09:30:00"]),
    "chat_ids": st.sampled_from(
        ["wrk0123456789abcdef0123456789a%02d" % number for number in range(4)]
    ),
    "period_settings": st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    "dates": st.sampled_from(["2026/01/05", "2026-1-5", "2026.12.25", " 2027/02/03"]),
    "timezone": st.sampled_from(
        ["Asia/Tokyo", "asia/shanghai", " UTC ", "America/Argentina/Ushuaia"]
    ),
    "role_scopes": st.sampled_from(["payments:app", "payments: app", "search:api", "a1:b2"]),
}
#: The same for fields that check what they are given; other fields of these names take any text.
CHECKED = {
    "name": st.sampled_from(["payments", "a1", "x-y_z", "0" * 63]),
    "service": st.sampled_from(["payments", "ledger"]),
    "url": st.sampled_from(["https://hooks.example.com/x?y=z", "http://h", "https://[::1]:8/"]),
    "emails": st.sampled_from(["a@example.com", "b+c@d", "x@y"]),
}
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXT
    | st.sampled_from(["", "1", "30.0", "1e999", "nan", "true", "a,b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "to", "status", "skipDefault", "targets", "tags", "1", "2"]
            )
            | TEXT,
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def parsed(field, value):
    """(normal form of a new object, what is wrong)."""
    wrong = problems.Problems()
    normal = field.completed(field.parse(value, "", wrong), field.default)
    if not wrong.found:
        field.check(normal, "", wrong)
    return normal, wrong.found


#: Times of duty: which days there are, and how a window is written, depends on the kind.
DUTY = st.fixed_dictionaries(
    {
        "work_type": st.sampled_from(
            ["daily", "weekly", "monthly", "work_day", "weekend", "date_range"]
        ),
        "work_days": st.lists(st.integers(1, 7), min_size=1, unique=True),
        "work_date_range": st.lists(
            st.sampled_from(["2035-02-01--2035-02-07", "2036-01-01--2036-01-01"]),
            min_size=1,
            unique=True,
        ),
        "work_time": st.lists(
            st.sampled_from(["9:00--18:00", "20:00--08:00", "00:00--23:59"]),
            min_size=1,
            unique=True,
        ),
    },
    optional={"work_time_type": st.just("time_range"), "period_settings": FORMS["period_settings"]},
) | st.fixed_dictionaries(
    {
        "work_type": st.sampled_from(["weekly", "monthly"]),
        "work_time_type": st.just("datetime_range"),
        "work_time": st.just(["1 9:00--05 18:00"]),
    }
)


class Unchanged:
    """A visitor that leaves references as they are."""

    def visit(self, _field, value, _path):
        return value


def values(field):
    """Values a user may type that the field takes."""
    if isinstance(field, MapOf):
        keys = st.sampled_from(sorted(field.keys)) if field.keys else TEXT
        return st.dictionaries(keys, values(field.item), max_size=3)
    if isinstance(field, ListOf):
        return st.lists(
            values(field.item), min_size=field.at_least, max_size=3, unique_by=_identity(field)
        )
    if isinstance(field, Record):
        return _record(field)
    if isinstance(field, Enum):
        return st.sampled_from(field.choices)
    if isinstance(field, Int):
        return st.integers(
            -5 if field.least is None else field.least, 10**6 if field.most is None else field.most
        )
    if isinstance(field, Bool):
        return st.booleans()
    if field.name in FORMS:
        return FORMS[field.name]
    if field.name in CHECKED and field.check_with:
        return CHECKED[field.name]
    if isinstance(field, Ref) and not isinstance(field, Key):
        ids = [
            "%s%s" % (prefix, tail)
            for prefix in field.id_prefixes or ("4",)
            for tail in ("aaa", "bbb", "ccc")
        ]
        names = (
            ["%s:%s" % (prefix, tail) for prefix in field.prefixes for tail in ("x", "a b")]
            if field.prefixes
            else ["some name", "x"]
        )
        return st.sampled_from(ids + names + list(field.words))
    return TEXT


def _record(field):
    if field.name == "recurrence":  # one without its type or interval is refused later
        return st.fixed_dictionaries(
            {"type": values(field.fields["type"]), "interval": values(field.fields["interval"])},
            optional={name: values(field.fields[name]) for name in ("weekdays", "until")},
        ) | st.just({})
    if field.name == "duty_time":
        return DUTY
    if field.name == "duty_arranges":
        return st.fixed_dictionaries(
            {name: values(field.fields[name]) for name in ("duty_time", "duty_users")},
            optional={
                "group_type": st.sampled_from(["specified", "auto"]),
                "group_number": st.integers(1, 9),
            },
        ).filter(lambda one: one.get("group_type") != "auto" or "group_number" in one)
    return st.fixed_dictionaries(
        {name: values(one) for name, one in field.fields.items() if one.required},
        optional={name: values(one) for name, one in field.fields.items() if not one.required},
    )


def _identity(field):
    """What two elements of a set may not share; for a list nothing."""
    if not isinstance(field, SetOf):
        return None
    return (
        (lambda element: element[field.by])
        if field.by
        else (lambda element: repr(parsed(field.item, element)[0]))
    )


def taken(data, field):
    """A generated option and its normal form; values with an element twice and the like are not
    tried.
    """
    option = data.draw(values(field))
    normal, wrong = parsed(field, option)
    assume(not wrong)
    return option, normal


@pytest.mark.parametrize("field", EVERY)
@given(data=st.data())
@QUICK
def test_what_is_shown_is_a_valid_option_for_the_same(field, data):
    _option, normal = taken(data, field)
    shown = field.show(normal, reveal=True)
    again, wrong = parsed(field, json.loads(json.dumps(shown)))
    assert wrong == [] and field.key(again) == field.key(normal)
    assert field.show(again, reveal=True) == shown


@pytest.mark.parametrize("field", EVERY)
@given(data=st.data())
@QUICK
def test_a_normal_form_is_its_own_normal_form(field, data):
    _option, normal = taken(data, field)
    again, wrong = parsed(field, normal)
    assert wrong == [] and field.key(again) == field.key(normal)
    assert again == normal


@pytest.mark.parametrize("field", EVERY)
@given(data=st.data())
@QUICK
def test_what_is_written_reads_as_the_same(field, data):
    _option, normal = taken(data, field)
    text = json.dumps(field.write(normal))
    # what a vendor shows in place of a secret says nothing of it
    assume(not field.holds_secret or "***" not in text)
    assert field.key(field.read(json.loads(text))) == field.key(normal)


@pytest.mark.parametrize("field", EVERY)
@given(raw=JSON)
def test_nothing_a_vendor_may_answer_breaks_a_read(field, raw):
    normal = field.read(raw)
    if normal is UNKNOWN:  # it is no value of this field, and nothing is made up
        return
    hash(field.key(normal))
    json.dumps(field.show(normal))
    assert field.key(field.read(json.loads(json.dumps(field.write(normal))))) == field.key(normal)
    field.walk(normal, "", Unchanged())


@pytest.mark.parametrize("field", EVERY)
def test_not_set_reads_as_the_default(field):
    assert field.read(None) == field.default
    if isinstance(field, ListOf):
        assert field.read([]) == field.default


SETS = [
    param for param in EVERY if isinstance(param.values[0], SetOf) and not param.values[0].ordered
]
LISTS = [param for param in EVERY if isinstance(param.values[0], ListOf) and param not in SETS]


@pytest.mark.parametrize("field", SETS)
@given(data=st.data())
@QUICK
def test_the_order_of_a_set_means_nothing(field, data):
    option, normal = taken(data, field)
    mixed, wrong = parsed(field, data.draw(st.permutations(option)))
    assert (
        wrong == []
        and field.key(mixed) == field.key(normal)
        and field.show(mixed) == field.show(normal)
    )


@pytest.mark.parametrize("field", LISTS)
@given(data=st.data())
@QUICK
def test_the_order_of_a_list_means_something(field, data):
    option, normal = taken(data, field)
    turned, _wrong = parsed(field, option[::-1])
    assert (field.key(turned) == field.key(normal)) == (
        [field.item.key(one) for one in turned] == [field.item.key(one) for one in normal]
    )
    assume(len(normal) > 1 and field.item.key(normal[0]) != field.item.key(normal[-1]))
    assert field.key(turned) != field.key(normal)


@pytest.mark.parametrize("resource", RESOURCES, ids=[resource.kind for resource in RESOURCES])
@given(data=st.data())
@QUICK
def test_the_body_of_an_object_reads_as_the_object(resource, data):
    """read(body(x)) == x, for objects with every option given."""
    given_options = {}
    for name, field in resource.fields.items():
        given_options[name] = taken(data, field)[1]
    if resource.kind == "notice_group":
        assume(given_options["notice_way"] or given_options["wxwork_group"])
    obj = resource.new(given_options)
    row = json.loads(json.dumps(resource.body(obj, given_options)))
    assert resource.differences(resource.read(row), obj, list(resource.fields)) == []
    shown = json.loads(json.dumps(resource.show(obj, "7", reveal=True)))
    wrong = problems.Problems()
    assert (
        resource.differences(
            dict(obj, **resource.parse(shown, "", wrong)), obj, list(resource.fields)
        )
        == []
        and wrong.found == []
    )


def test_the_order_shown_does_not_depend_on_how_it_was_typed():
    """Nor on the hash of texts, which differs from process to process: a diff would show what is
    no change.
    """
    field = bound(
        SetOf(
            Record(
                {
                    "status": SetOf(Str(), "S."),
                    "seconds": Int("I.", required=True),
                }
            ),
            "A set.",
        )
    )
    one, two = (
        {"status": ["b", "c", "d", "e"], "seconds": 2},
        {
            "status": ["b", "c", "d"],
            "seconds": 1,
        },
    )
    shown = [
        field.show(parsed(field, value)[0])
        for value in (
            [one, two],
            [two, one],
            [dict(one, status=list("edcb")), dict(two, status=list("dcb"))],
        )
    ]
    # an order by hashes would differ in one of many sets
    many = [{"status": ["x%d" % number, "y%d" % number], "seconds": 1} for number in range(20)]
    again = [dict(element, status=element["status"][::-1]) for element in many[::-1]]
    assert shown[0] == shown[1] == shown[2] and field.show(parsed(field, many)[0]) == field.show(
        parsed(field, again)[0]
    )
    assert [element["status"][0] for element in field.show(parsed(field, many)[0])] == sorted(
        "x%d" % number for number in range(20)
    )


@pytest.mark.parametrize("value", [[""], ["a", ""]])
def test_an_empty_text_in_a_list_is_refused(value):
    """No vendor keeps one, so the task would never converge."""
    for field in (
        bound(SetOf(Str(), "A set.")),
        bound(ListOf(Str(), "A list.")),
    ):
        assert [path for path, _text in parsed(field, value)[1]] == ["[%d]" % (len(value) - 1)]


def test_what_comes_to_nothing_inside_an_element_is_as_if_not_given():
    record = bound(
        Record(
            {
                "tags": MapOf(SetOf(Str()), "T."),
                "name": Str("N.", strip=True),
            },
            "R.",
        )
    )
    assert (
        parsed(record, {"tags": {"pod": []}, "name": " "})[0]
        == {}
        == record.read({"tags": {"pod": []}, "name": ""})
    )


# --- corners


def bound(field, name="field"):
    return field.bind(name, CAMEL_CASE)


@pytest.mark.parametrize(
    "raw, normal",
    [
        (30, 30),
        (30.0, 30),
        ("30", 30),
        ("30.0", 30),
        (None, 0),
        ("", 0),
        *[(raw, UNKNOWN) for raw in ("x", float("inf"), float("nan"), [1], {"a": 1}, [], {})],
    ],
)
def test_numbers_as_vendors_send_them(raw, normal):
    assert bound(Int("A number.")).read(raw) == normal


@pytest.mark.parametrize("raw", [[], {}])
@pytest.mark.parametrize("kind", [Int, Bool, Str])
def test_an_empty_list_or_dict_is_no_single_value(kind, raw):
    """Unless the vendor leaves the key out where nothing is set: then it is another spelling of
    that.
    """
    assert (
        bound(kind("One.")).read(raw) is UNKNOWN
        and bound(kind("One.", left_out=True)).read(raw) == kind.empty
    )


@pytest.mark.parametrize(
    "raw, normal",
    [
        (True, True),
        ("true", True),
        ("False", False),
        (0, False),
        (1, True),
        (None, False),
        ("1", True),
        ("", False),
        ("maybe", UNKNOWN),
        ([1], UNKNOWN),
    ],
)
def test_yes_and_no_as_vendors_send_them(raw, normal):
    assert bound(Bool("A switch.")).read(raw) is normal


def test_an_unset_value_is_left_out_of_an_element():
    record = bound(Record({"a": Int("A.", unset=0), "b": Str("B."), "c": Bool("C.")}, "R."))
    assert record.read({"a": 0, "b": ""}) is UNKNOWN and record.unseen({"a": 0, "b": ""}) == [".c"]
    assert (
        record.read({"a": 0, "b": "", "c": None})
        == {"c": False}
        == record.read({})
        == record.read(None)
    )
    assert record.read({"a": 1, "b": "x", "c": True}) == {"a": 1, "b": "x", "c": True}
    # False is no 0: nothing else may vanish with it
    assert bound(Record({"a": Bool("A.", unset=0)}, "R.")).read({"a": False}) == {"a": False}


def test_an_element_without_what_it_requires():
    record = bound(Record({"a": Str("A.", required=True)}, "R."))
    assert parsed(bound(ListOf(record, "L.")), [{"a": "x"}, {}])[1] == [("[1].a", "is required")]


@pytest.mark.parametrize(
    "value", ["a,b", "a, b", " a ,b ", ["a", "b"], [" a", "b "], ["b", "a"], ["a,b"], ["a, b ,"]]
)
def test_a_joined_list_may_be_one_text(value):
    field = bound(SetOf(Str(strip=True), "A set.", joined=","))
    normal, wrong = parsed(field, value)
    assert (
        wrong == []
        and field.key(normal) == {"a", "b"}
        and sorted(field.write(normal).split(",")) == ["a", "b"]
    )


@pytest.mark.parametrize(
    "value, path",
    [([","], "[0]"), (["a", " , "], "[1]"), (["a", ""], "[1]"), (["a,b", "b"], "[2]")],
)
def test_an_element_of_a_joined_list_says_something(value, path):
    field = bound(SetOf(Str(strip=True, blank=False), "A set.", joined=","))
    assert [where for where, dummy in parsed(field, value)[1]] == [path]


def test_an_empty_list_is_the_default_where_the_vendor_takes_it_for_that():
    """What is written as nothing reads as the default, so it is the default, and that is said."""
    field, said = (
        bound(SetOf(Str(), "A set.", default=["a", "b"])),
        problems.Problems(),
    )
    assert field.parse([], "here", said) == ["a", "b"] == field.read([]) and said.found == []
    assert said.warnings == ["here: an empty list means the default to the vendor, which is a, b"]
    field.parse(["a"], "here", said)
    assert len(said.warnings) == 1


@pytest.mark.parametrize("value", [[], {}, ["a"], 5, None, True])
def test_a_word_that_is_none_has_the_form_of_one(value):
    """So that what is looked at next can compare it."""
    assert bound(Enum(["a", "b"], "E.")).parse(value, "here", problems.Problems()) == ""
    people = bound(ListOf(parts.person("Who."), "People.", distinct=True))
    assert [
        path
        for path, dummy in parsed(
            people, [{"type": "user", "id": "a"}, {"type": value, "id": "b"}]
        )[1]
    ] == ["[1].type"]


def test_a_set_in_order():
    field = bound(SetOf(Str(), "A set.", members=True, ordered=True))
    assert field.read(["b", "a", "b"]) == ["b", "a"] and field.show(["b", "a"]) == ["b", "a"]
    assert field.key(["b", "a"]) != field.key(["a", "b"])
    assert field.combined("add", ["b", "a"], ["a", "c"]) == ["b", "a", "c"] and field.combined(
        "remove", ["b", "a"], ["b"]
    ) == ["a"]
    assert parsed(field, ["a", "b", "a"])[1] == [("[2]", "is the same as [0] (a)")]


@pytest.mark.parametrize(
    "name, near",
    [
        ("Asia/Beijing", "Asia/Shanghai"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("Europe/Tokyo", "Asia/Tokyo"),
        ("Moon/Crater", None),
        ("UTC+8", None),
        ("+08:00", None),
    ],
)
def test_a_time_zone_nobody_knows(name, near):
    field = bound(parts.TimeZone("A zone."))
    ((path, text),) = parsed(field, name)[1]
    assert text.startswith("%r is no time zone that is known here" % name) and (
        near is None or "did you mean %r" % near in text
    )
    assert parsed(field, " asia/TOKYO ") == ("asia/TOKYO", []) and field.key(
        "asia/TOKYO"
    ) == field.key("Asia/Tokyo")


def test_a_time_zone_where_there_is_no_database(monkeypatch):
    monkeypatch.setattr(parts, "unknown_zone", lambda name: None)
    assert parsed(bound(parts.TimeZone("A zone.")), "Moon/Crater")[1] == []


def test_what_the_server_adds_is_dropped_and_may_not_be_typed():
    field = bound(SetOf(Str(), "A set.", ignore={"bot": "give the chat"}))
    assert field.read(["mail", "bot", None, ""]) == ["mail"]
    assert parsed(field, ["mail", "bot"])[1] == [
        ("[1]", "'bot' can't be given here; give the chat")
    ]


def test_two_spellings_of_one_key():
    field = bound(MapOf(SetOf(Str()), "A map.", keys={"1": "1", "fatal": "1"}))
    assert parsed(field, {"fatal": ["a"], "1": ["b"]})[1] == [("1", "says the same as fatal")]
    assert parsed(field, {"5": ["a"]})[1] == [("5", "is not one of 1, fatal")]
    assert parsed(field, {"fatal": ["a"], "1": None})[1] != []
    assert parsed(field, {"fatal": []})[0] == {} == field.read({"1": [], "9": ["x"]})


def test_an_element_is_the_same_by_its_key():
    field = bound(
        SetOf(
            Record({"id": Str("I.", required=True), "flag": Bool("F.")}),
            "A set.",
            by="id",
        )
    )
    found = parsed(field, [{"id": "a"}, {"id": "b"}, {"id": "a", "flag": True}])[1]
    assert [path for path, _text in found] == ["[2]"] and "[0]" in found[0][1]


def _rules(kind=None, **options):
    rule = Record(
        {
            "name": Str("N.", left_out=True),
            "to": SetOf(Str(), "T."),
            "flag": Bool("F.", left_out=True),
        },
        read_only=("hash",),
    )
    return bound((kind or ListOf)(rule, "Rules.", by="name", **options))


def _told(*rules):
    return [
        dict({"to": to, "flag": False}, **({"name": name} if name else {})) for name, to in rules
    ]


STORED = [
    {"name": "a", "to": ["1", "2"], "x": 1, "hash": "h"},
    {"name": "b", "to": ["3"], "flag": False, "x": {"deep": None}},
    {"to": ["4"], "x": 3, "y": None},
]


@pytest.mark.parametrize(
    "wanted, kept",
    [
        (_told(("a", ["2", "1"]), ("b", ["3"]), ("", ["4"])), [1, {"deep": None}, 3]),  # as stored
        (
            _told(("", ["4"]), ("b", ["3"]), ("a", ["1", "2"])),
            [3, {"deep": None}, 1],
        ),  # in another order
        (_told(("", ["4"]), ("a", ["9"])), [3, 1]),  # one gone, one changed: known by its name
        (
            _told(("a", ["1", "2"]), ("b", ["3"]), ("", ["5"])),
            [1, {"deep": None}, 3],
        ),  # changed in its place
        (_told(("renamed", ["1", "2"]), ("b", ["3"]), ("", ["4"])), [1, {"deep": None}, 3]),
        (
            _told(("a", ["1", "2"]), ("", ["5"]), ("b", ["3"]), ("", ["4"])),
            [1, None, {"deep": None}, 3],
        ),  # a new one
        (_told(("", ["5"])), [None]),
        (_told(("a", ["1", "2"]), ("a", ["1", "2"])), [1, None]),
        ([], []),
    ],
)
def test_an_element_takes_along_what_no_field_is_known_for(wanted, kept):
    field = _rules()
    written = field.write_over(wanted, STORED)
    assert [one.get("x") for one in written] == kept
    # beside that nothing but what is written anyway; a null and what is read-only stay behind
    assert [
        {key: value for key, value in one.items() if key != "x"} for one in written
    ] == field.write(wanted)


def test_an_element_of_a_set_is_never_known_by_its_place():
    wanted = _told(("", ["5"]), ("b", ["6"]), ("a", ["2", "1"]))
    assert [one.get("x") for one in _rules(SetOf).write_over(wanted, STORED)] == [
        None,
        {"deep": None},
        1,
    ]


@pytest.mark.parametrize(
    "raw", [None, "", "text", 1, {}, {"a": 1}, [], [None], ["text"], [1, [], {}]]
)
def test_whatever_is_stored_a_list_can_be_written_over_it(raw):
    field, wanted = _rules(), _told(("a", ["1"]), ("b", []), ("", ["4"]))
    assert field.write_over(wanted, raw) == field.write(wanted)


def test_what_is_wrapped_mapped_or_masked():
    services = bound(SetOf(Str(), "S.", wrap="name"))
    assert services.write_over(
        ["b", "c"], [{"name": "a", "x": 1}, {"name": "b", "x": 2}, None]
    ) == [{"x": 2, "name": "b"}, {"name": "c"}]
    mentions = bound(MapOf(Str(), "M.", keys={"ok": "ok"}))
    assert mentions.write_over(
        {"ok": "x"}, {"ok": "y", "later": "z", "old": None, "hidden": "***"}
    ) == {"ok": "x", "later": "z"}
    free = bound(MapOf(Str(), "M."))
    assert free.write_over({"ok": "x"}, {"later": "z"}) == {"ok": "x"}
    closed = bound(ListOf(Record({"id": Str("I.")}, closed=True), "P."))
    assert closed.write_over([{"id": "a"}], [{"id": "a", "display_name": "A"}]) == [{"id": "a"}]


@pytest.mark.parametrize("field", EVERY)
@QUICK
@given(st.data())
def test_written_over_anything_it_reads_as_the_same(field, data):
    normal, wrong = parsed(field, data.draw(values(field)))
    assume(not wrong and normal != {})  # what a task clears goes as a whole
    raw = data.draw(JSON | st.just(field.write(normal)))
    assert field.key(field.read(field.write_over(normal, raw))) == field.key(normal)


def test_a_secret_is_shown_only_when_it_is_revealed():
    field = bound(Str("A secret.", secret=True))
    assert (
        field.show("hidden") == MASK
        and field.show("hidden", reveal=True) == "hidden"
        and field.show("") == ""
    )
    assert list(field.secrets("hidden")) == ["hidden"] and list(field.secrets(MASK)) == [] == list(
        field.secrets("")
    )
    assert field.spec()["no_log"] is True


def _headers():
    header = Record(
        {"key": Str("K.", required=True), "value": Secret("V.", required=True)},
        "A header.",
    )
    return bound(
        Record(
            {
                "on": Bool("O."),
                "items": SetOf(header, "Headers.", by="key"),
                "log": ListOf(Secret("L."), "Texts."),
                "map": MapOf(Secret("M."), "Texts by name."),
            },
            "H.",
        )
    )


def test_secrets_inside_are_known_masked_and_unmasked():
    field = _headers()
    stored = {
        "on": True,
        "items": [{"key": "a", "value": "one"}, {"key": "b", "value": "two"}],
        "log": ["three"],
        "map": {"c": "four"},
    }
    assert field.holds_secret and not bound(Str("S.")).holds_secret
    shown = field.show(stored)
    assert sorted(field.secrets(stored)) == ["four", "one", "three", "two"] and not any(
        secret in str(shown) for secret in field.secrets(stored)
    )
    assert field.unmasked(parsed(field, shown)[0], stored) == stored
    # elements of a set are found by what makes them the same, those of a list by their place
    mixed = {
        "items": [{"key": "b", "value": MASK}, {"key": "d", "value": "five"}],
        "log": [MASK],
    }
    assert field.unmasked(mixed, stored) == {
        "items": [{"key": "b", "value": "two"}, {"key": "d", "value": "five"}],
        "log": ["three"],
    }
    for unknown in (
        {"items": [{"key": "d", "value": MASK}]},
        {"log": ["x", MASK]},
        {"map": {"d": MASK}},
    ):
        assert (
            field.unmasked(unknown, stored) is UNKNOWN
            and field.unmasked(unknown, UNKNOWN) is UNKNOWN
        )


@pytest.mark.parametrize("mask", ["******", "***", "abc***xyz", "\u2022" * 6])
def test_what_the_vendor_masks_inside_is_not_known_as_a_whole(mask):
    field = _headers()
    for raw in (
        {"on": True, "items": [{"key": "a", "value": mask}]},
        {"log": ["x", mask]},
        {"map": {"c": "d", "e": mask}},
    ):
        assert field.read(raw) is UNKNOWN
    assert masked(mask) and not masked("**") and not masked(None)


def test_kinds_of_a_recipient():
    field = bound(
        Ref(
            {"member": "member", "team": "team"},
            "R.",
            words=("email",),
            id_prefixes=("acnt_", "group_"),
        )
    )
    assert field.split("acnt_1") == (None, "acnt_1") and field.split("email") == (None, "email")
    assert field.split("team: SRE ") == ("team", "SRE") and field.split("nobody") == ("", "nobody")
    for value in ("nobody", "team:", "ship:x"):
        assert parsed(field, value)[1], value


# --- a description that is wrong can't be made


def describe(**changes):
    thing = Kind("thing", "thing", Listing("/things"))
    made = Vendor(
        "none", "None", options=[], connect=None, naming=CAMEL_CASE, path=None, kinds=(thing,)
    )
    changes = dict(
        {"fields": {"name": Str("Its name.")}, "about": ["A thing."], "update": Replace()},
        **changes,
    )
    return Resource(made, thing, "things", **changes)


def test_a_good_description_can_be_made():
    assert describe().references() == [] and describe().spec() == {
        "id": {"type": "str"},
        "name": {"type": "str"},
    }


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"fields": {"title": Str("T.")}}, "known by its name"),
        ({"fields": {"name": Int("N.")}}, "known by its name"),
        ({"fields": {"name": Str("N."), "group.option": Str("O.")}}, "no group"),
        ({"fields": {"name": Str("N."), "state": Str("S.")}}, "twice"),
        ({"fields": {"name": Str("N."), "id": Str("I.")}}, "twice"),
        (
            {"fields": {"name": Str("N.", aliases=["other"]), "other": Str("O.")}},
            "twice",
        ),
        ({"fields": {"name": Str()}}, "no help"),
    ],
)
def test_a_wrong_description_can_not_be_made(changes, words):
    with pytest.raises(ValueError, match=words):
        describe(**changes)


NAMED = {"name": Str("Its name.")}
#: Each class that descriptions consist of, and what it needs in any case.
DESCRIPTIONS = [
    (Str, ()),
    (Secret, ()),
    (Enum, (["a"],)),
    (Int, ()),
    (Moment, ()),
    (Span, ()),
    (Bool, ()),
    (Ref, ("thing",)),
    (Key, ("thing",)),
    (ListOf, (Str(),)),
    (SetOf, (Str(),)),
    (Record, (NAMED,)),
    (Part, (NAMED,)),
    (MapOf, (Str(),)),
    (ReadOnly, ("key", "int", "A sign.")),
    (Listing, ("/things",)),
    (Identity, ()),
    (Kind, ("thing", "thing", Listing("/things"))),
    (Replace, ()),
    (Merge, ()),
    (Hooks, ()),
    (Guards, ()),
    (Usage, ()),
    (Option, ("api_url", "Where it answers.")),
    (parts.Numbered, ({"1": "1"},)),
    (parts.NumberRef, ("thing",)),
    (parts.TimeZone, ()),
]


@pytest.mark.parametrize(
    "made, arguments", DESCRIPTIONS, ids=[one[0].__name__ for one in DESCRIPTIONS]
)
def test_a_keyword_that_no_description_has_is_refused(made, arguments):
    made(*arguments)
    with pytest.raises(TypeError, match="keep_unknown"):
        made(*arguments, keep_unknown=True)


def test_a_keyword_that_no_resource_vendor_or_brand_has_is_refused():
    with pytest.raises(TypeError, match="keep_unknown"):
        describe(keep_unknown=True)
    brand = {"sites": {}, "default": "", "domains": (), "key": "", "address": "", "region": ""}
    with pytest.raises(TypeError, match="keep_unknown"):
        Brand("One", **brand, keep_unknown=True)
    vendor = {"options": [], "connect": None, "naming": CAMEL_CASE, "path": None, "kinds": ()}
    with pytest.raises(TypeError, match="keep_unknown"):
        Vendor("none", "None", **vendor, keep_unknown=True)


def test_a_description_stays_as_it_was_constructed():
    for made in (describe(), describe().update, describe().listing, describe().vendor):
        with pytest.raises(AttributeError, match="frozen"):
            made.keeps_unknown = True


@pytest.mark.parametrize("vendor", ["mackerel", "guance", "bk"])
def test_kinds_do_not_depend_on_what_was_imported(vendor):
    """Every Resource has been imported by now, and the vendor has plain kinds all the same."""
    for _stem, _constant, resource in generate.resources():
        if resource.vendor.name == vendor:
            assert resource.vendor.kinds[resource.kind].__class__ is Kind
    assert resource.vendor.kinds


@pytest.mark.parametrize("arguments", [{"required": True, "default": "x"}, {"send": "sometimes"}])
def test_a_wrong_field_can_not_be_made(arguments):
    with pytest.raises(ValueError):
        Str("A text.", **arguments)


@pytest.mark.parametrize(
    "name, key",
    [
        ("name", "name"),
        ("child_channel_ids", "childChannelIds"),
        ("agg_send_first", "aggSendFirst"),
    ],
)
def test_camel(name, key):
    assert CAMEL_CASE.key(name) == key


def test_paths():
    assert (
        problems.join(problems.join(problems.join("", "alert_opt"), "alert_target"), 1)
        == "alert_opt.alert_target[1]"
    )
    assert str(problems.InputError([("a", "x"), ("", "y")])) == "a: x; y"


@pytest.mark.parametrize(
    "value, text",
    [
        ("crit", "'crit'"),
        ("it's", '"it\'s"'),
        (5, "5"),
        (True, "True"),
        (None, "None"),
        ("x" * 40, repr("x" * 40)),
        ("x" * 41, "the given value"),
        ("https://a", "the given value"),
        ("https:\\/\\/a", "the given value"),
        ({"a": 1}, "a dict"),
        (["a"], "a list"),
        ("{'a': 1}", "the given value"),
        (10**50, "the given value"),
        (1 << 20000, "the given value"),
    ],
    ids=map(str, range(14)),
)
def test_a_typed_value_is_repeated_whole_or_not_at_all(value, text):
    assert problems.quoted(value) == text


@pytest.mark.parametrize("field", [Int("n"), Moment("m"), Span("s")])
@pytest.mark.parametrize(
    "value",
    [2**63, -(2**63), 1 << 20000, "9" * 5000, "-" + "9" * 5000, "9" * 5000 + "w"],
    ids=map(str, range(6)),
)
def test_a_number_of_too_many_digits(field, value):
    found = problems.Problems()
    field.parse(value, "here", found)
    assert [path for path, dummy in found.found] == ["here"]
    assert len(found.found[0][1]) < 100


def _numbered(**more):
    element = Record({"name": Str("N.", required=True)}, "An element.", read_only=("place",))
    return bound(ListOf(element, "A list.", numbered="place", **more))


def test_elements_that_have_numbers_are_read_and_written_over_in_their_order():
    raw = [
        {"name": "b", "place": 2, "x": 1},
        {"name": "c", "place": "10", "x": 2},
        {"name": "a", "place": 1, "x": 3},
    ]
    field = _numbered()
    assert [one["name"] for one in field.read(raw)] == ["a", "b", "c"]
    # all have other names now, so each is known again by its place
    assert field.write_over([{"name": name} for name in "pqr"], raw) == [
        {"name": "p", "x": 3},
        {"name": "q", "x": 1},
        {"name": "r", "x": 2},
    ]
    for unknown in (None, "first", True, -1):
        assert [one["name"] for one in field.read([dict(raw[0], place=unknown)] + raw[1:])] == [
            "b",
            "c",
            "a",
        ]


def test_two_equal_elements_of_a_list_are_refused_where_the_vendor_makes_one_of_them():
    value = [{"name": "a"}, {"name": "b"}, {"name": "a"}]
    assert parsed(_numbered(distinct=True), value)[1] == [("[2]", "is the same as [0]")]
    assert parsed(_numbered(), value)[1] == []


def test_what_is_empty_goes_back_only_where_the_vendor_tells_it_from_nothing():
    for keeps, sent in ((True, {"a": "x", "b": [], "c": {}}), (False, {"a": "x"})):
        field = bound(
            Record(
                {
                    "a": Str("A."),
                    "b": SetOf(Str(), "B.", left_out=True),
                    "c": MapOf(Str(), "C.", left_out=True),
                    "d": Str("D."),
                },
                "A record.",
                keeps_empty=keeps,
            )
        )
        assert field.write_over({"a": "x"}, {"a": "y", "b": [], "c": {}, "d": None}) == sent
        assert field.write_over({"a": "x"}, {"a": "y", "b": ["gone"]}) == {"a": "x"}


def test_a_part_is_completed_by_what_is_stored_or_filled_in():
    field = bound(
        Part(
            {
                "on": Bool("O.", default=True),
                "days": Int("D.", left_out=True),
                "kind": Str("K.", left_out=True),
                "chats": SetOf(Str(), "C.", left_out=True),
            },
            "A part.",
            fills={"on": True, "kind": "w"},
            needs=("days", "chats"),
            off={"on": False},
        )
    )
    stored = field.read({"on": True, "days": 3, "chats": [], "kind": "m"})
    assert (
        stored == {"on": True, "days": 3, "kind": "m", "chats": []} and field.lacking(stored) == []
    )
    for sent, reset, whole in (
        ({"on": False}, False, dict(stored, on=False)),
        ({"days": 4}, False, dict(stored, days=4)),
        ({"days": 4}, True, dict(stored, days=4, kind="w")),
        ({"chats": ["x"]}, False, dict(stored, chats=["x"])),
        ({}, False, {}),
        ({}, True, {}),
    ):
        assert field.completed(sent, stored, reset) == whole
    # nothing is stored: off says no more than that; what is not known is not taken for nothing
    assert field.completed({"on": False}, {}) == {} and field.completed({"on": False}, UNKNOWN) == {
        "on": False,
        "kind": "w",
    }
    assert (
        field.lacking(field.completed({"on": True}, {})) == ["days", "chats"]
        and field.lacking({}) == []
    )
    assert field.read({"days": 3}) is UNKNOWN and field.read({}) == {} == field.read(None)
    assert "default" not in field.spec()["options"]["on"]
