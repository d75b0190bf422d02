# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Team files by chance: valid ones, and such as somebody has typed wrongly."""

from __future__ import annotations

import copy

from hypothesis import strategies as st

from .kit import put

PEOPLE = ("alice", "bob", "carol", "dave")
CALENDARS = ("company-holidays", "change-freeze")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
URL = st.sampled_from(["https://hooks.example.com/a", "http://hooks.example.com/b?key=c"])


def subset(values, least=0, most=None):
    return st.lists(
        st.sampled_from(list(values)), min_size=least, max_size=most or len(values), unique=True
    )


def options(required, optional=None):
    return st.fixed_dictionaries(required, optional=optional or {})


def member(name):
    return options(
        {
            "name": st.just(name),
            "email": st.sampled_from([name + "@example.com", "shared@example.com"]),
        },
        {
            "phone": st.just("+81 90 0000 0000"),
            "lead": st.booleans(),
            "bk_username": st.sampled_from([name + "01", "shared"]),
        },
    )


def contact(people):
    hook, signed = options({"url": URL}), options({"url": URL}, {"secret": st.just("SEC0")})
    who = st.one_of(st.just("members"), subset(people, 1))
    mention = {"mention": st.sampled_from(["@here", "@channel", "alice", "look"])}
    existing = options(
        {},
        {
            "mackerel": st.just("payments-page"),
            "guance": st.sampled_from(["notify:x", "team:y", "acnt_1"]),
            "bk": options({"ways": st.just(["weixin"])}, {"chat": st.just("wrk1")}),
        },
    ).filter(bool)
    chats = [
        options({way: hook}, dict(mention, existing=existing))
        for way in ("slack", "teams", "google_chat", "wecom")
    ]
    return st.one_of(
        *chats,
        *[options({way: signed}, mention) for way in ("dingtalk", "feishu")],
        options({"wecom_chat": options({"id": st.just("wrk0")})}, mention),
        options({"webhook": hook}),
        options({"email": who}),
        options({"email": subset(list(people) + ["x@example.com", "y@example.com"], 1)}),
        options({"phone": who}, {"way": st.sampled_from(["voice", "sms"])}),
        options({"existing": existing}),
    )


def durations(most=6):
    return st.builds("%d%s".__mod__, st.tuples(st.integers(1, most), st.sampled_from("hm"))).map(
        lambda text: text.replace("m", "0m")
    )


def times():
    """Whole hours and halves, so that times of several rules meet."""
    return st.builds(lambda half: "%02d:%02d" % (half // 2, half % 2 * 30), st.integers(0, 47))


def when():
    days = st.builds(
        lambda first, last, more: ",".join(dict.fromkeys(["%s-%s" % (first, last)] + more)),
        st.sampled_from(DAYS),
        st.sampled_from(DAYS),
        subset(DAYS, 0, 2),
    )
    hours = st.builds(
        lambda start, half: {"from": start, "for": "%dm" % (half * 30)}, times(), st.integers(1, 48)
    )
    return st.builds(
        lambda span, more: dict(span, **more),
        st.one_of(hours, st.just({})),
        options({}, {"days": days, "except": subset(CALENDARS, 1)}),
    ).filter(bool)


def rule(names):
    step = options({"notify": subset(names, 1, 3)})
    steps = st.lists(step, min_size=1, max_size=3).map(
        lambda found: [
            dict(one, after="%dm" % (10 * number + 10)) for number, one in enumerate(found)
        ]
    )
    return options(
        {"severity": subset(("critical", "warning", "info"), 1), "notify": subset(names, 1, 4)},
        {"repeat": st.one_of(durations(), st.just("never")), "when": when(), "escalate": steps},
    )


@st.composite
def teams(draw, name=None):
    """A valid team file."""
    people = draw(subset(PEOPLE, 1))
    members = [draw(member(one)) for one in people]
    contacts = draw(
        st.dictionaries(
            st.sampled_from(["page", "mail", "duty", "chat", "hook", "other"]),
            contact(people),
            min_size=1,
            max_size=5,
        )
    )
    names = (
        list(contacts) + ["members"] + (["lead"] if any(one.get("lead") for one in members) else [])
    )
    return dict(
        {
            "name": name or draw(st.sampled_from(["payments", "search", "A b", "\u6c7a\u6e08"])),
            "members": members,
            "contacts": contacts,
            "routing": draw(st.lists(rule(names), min_size=1, max_size=4)),
        },
        **draw(
            options(
                {},
                {
                    "description": st.text("ab. \n", max_size=300),
                    "timezone": st.sampled_from(["UTC", "Asia/Tokyo", "Europe/Berlin"]),
                    "services": subset(("payments", "ledger")),
                    "vendors": vendors(),
                },
            )
        ),
    )


def vendors():
    none = st.one_of(st.none(), st.just({}))
    return options(
        {},
        {
            "mackerel": st.one_of(
                none, options({}, {"join_default": st.booleans(), "create_services": st.booleans()})
            ),
            "guance": st.one_of(
                none,
                options(
                    {},
                    {
                        "checkers": subset(("cpu", "disk")),
                        "severity": st.sampled_from([{}, {"critical": ["critical", "info"]}]),
                    },
                ),
            ),
            "bk": st.one_of(none, options({}, {"bk_biz_id": st.just(2)})),
        },
    ).filter(bool)


def places(value, path=""):
    """Paths of everything inside a document."""
    pairs = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, one in pairs:
        here = (
            "%s[%d]" % (path, key)
            if isinstance(key, int)
            else "%s.%s" % (path, key)
            if path
            else str(key)
        )
        yield here
        yield from places(one, here)


WRONG = st.one_of(
    st.none(),
    st.just({"url": "https://x/y"}),
    st.booleans(),
    st.integers(-5, 2000),
    st.just(1.5),
    st.just(2.0),
    st.sampled_from(
        [
            "",
            "x",
            "members",
            "critical",
            "10m",
            "9:00",
            "24:00",
            "mon-fri",
            "https://x",
            "two words",
            "payments\n",
            "a:b",
        ]
    ),
    st.lists(st.sampled_from(["critical", "critical", "page", 1, None]), max_size=3),
    st.dictionaries(st.sampled_from(["url", "slack", "x"]), st.just("https://x/y"), max_size=2),
)


@st.composite
def mistyped(draw):
    """A valid file with up to three values replaced, taken away or added."""
    document = draw(teams())
    for dummy in range(draw(st.integers(1, 3))):
        found = sorted(places(document))
        path = draw(st.sampled_from(found)) if found else "name"
        how = draw(st.sampled_from(["replace", "replace", "take", "add"]))
        if how == "add":
            holder = draw(
                st.sampled_from(
                    [""] + [one for one in found if isinstance(_at(document, one), dict)]
                )
            )
            document = put(
                document,
                (
                    "%s.%s"
                    % (
                        holder,
                        draw(
                            st.sampled_from(
                                ["x", "way", "mention", "slack", "webhook", "for", "email", "when"]
                            )
                        ),
                    )
                    if holder
                    else "extra"
                ),
                draw(WRONG),
            )
        else:
            document = put(document, path, copy.deepcopy(draw(WRONG)) if how == "replace" else ...)
    return document


def _at(document, path):
    from .kit import place

    for key in place(path):
        document = document[key]
    return document
