# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Random tasks: valid options of each resource over a handful of names, so that tasks meet what
earlier ones left.
"""

from __future__ import annotations

from hypothesis import strategies as st

NAMES = ("zz-a", "zz-b", "zz-c", "zz-d")


def subset(*values, least=0):
    return st.lists(st.sampled_from(values), min_size=least, max_size=len(values), unique=True)


def options(required, optional):
    return st.fixed_dictionaries(required, optional=optional)


def target():
    return options(
        {
            "status": subset("critical", "error", "warning", "nodata", "info", least=1),
            "to": subset(
                "notify:payments-page",
                "notify:search-mail",
                "team:payments",
                "member:alice@example.com",
                "acnt_xxxx32",
                least=1,
            ),
        },
        {
            "tags": st.dictionaries(
                st.sampled_from(["env", "pod"]), subset("a", "b", "c", least=1), max_size=2
            ),
            "filter_string": st.sampled_from(["", "`a` = 1"]),
            "upgrade_targets": st.lists(
                options(
                    {
                        "to": subset("team:search", "notify_xxxx32", least=1),
                        "duration": st.integers(60, 3600),
                    },
                    {},
                ),
                max_size=2,
            ),
        },
    )


def rule(window):
    windows = {
        "crontab": {"crontab": st.just("0 9 * * 1"), "crontab_duration": st.integers(600, 36000)},
        "custom": {
            "custom_dates": st.just(["company-holidays"]),
            "custom_start_time": st.sampled_from(["9:30", "09:30:00", "23:00"]),
            "custom_duration": st.integers(600, 7200),
        },
        "": {},
    }
    return options(
        dict({"targets": st.lists(target(), min_size=1, max_size=2)}, **windows[window]),
        {"name": st.sampled_from(["", "day", "night"])},
    )


def rules():
    return st.builds(
        lambda first, last: first + [last],
        st.lists(st.one_of(rule("crontab"), rule("custom")), max_size=2),
        rule(""),
    )


RECEIVER = st.builds(
    lambda kind, name: {"type": kind, "id": name},
    st.sampled_from(["user", "group"]),
    st.sampled_from(["alice", "bob", "1001"]),
)

WAYS = st.lists(
    st.one_of(
        st.builds(lambda name: {"name": name}, st.sampled_from(["mail", "sms", "voice"])),
        st.just({"name": "wxwork-bot", "receivers": ["chat-a", "chat-b"]}),
        st.just({"name": "bkchat", "receivers": ["wework|1"]}),
    ),
    max_size=3,
    unique_by=lambda one: one["name"],
)


def notices(key, *spellings):
    config = st.builds(
        lambda which, ways: {key: which, "notice_ways": ways}, st.sampled_from(spellings), WAYS
    )
    return st.lists(
        st.builds(
            lambda span, configs: {"time_range": span, "notify_config": configs},
            st.sampled_from(["00:00--12:00", "12:00:00--23:59:59", "9:30--18:00"]),
            st.lists(config, max_size=2, unique_by=lambda one: one[key]),
        ),
        max_size=2,
    )


SHIFT = st.lists(RECEIVER, min_size=1, max_size=2, unique_by=lambda one: (one["type"], one["id"]))
ARRANGE = options(
    {
        "duty_time": st.lists(
            options(
                {
                    "work_type": st.sampled_from(["daily", "weekly", "work_day"]),
                    "work_days": subset(1, 2, 7, least=1),
                    "work_time": subset("09:00--18:00", "20:00--08:00", least=1),
                },
                {"period_settings": st.sampled_from([{}, {"duration": 2}])},
            ),
            min_size=1,
            max_size=2,
        ),
        "duty_users": st.lists(SHIFT, min_size=1, max_size=2),
    },
    {"group_type": st.sampled_from(["specified", "auto"]), "group_number": st.integers(1, 2)},
).filter(lambda one: one.get("group_type") != "auto" or "group_number" in one)
#: Module for many objects to (option of the list, options every new object has, further options).
TASKS = {
    "mackerel_notification_groups": (
        "notification_groups",
        {},
        {
            "notification_level": st.sampled_from(["all", "critical"]),
            "child_channels": subset("payments-page", "payments-mail", "2vh7AZ21abc"),
            "services": subset("payments", "ledger", "search"),
            "child_notification_groups": subset(*NAMES),
            "monitors": st.one_of(
                st.just([]),
                st.builds(
                    lambda skip: [{"monitor": "2qtozU21abc", "skip_default": skip}], st.booleans()
                ),
            ),
        },
    ),
    "mackerel_alert_group_settings": (
        "alert_group_settings",
        {},
        {
            "memo": st.sampled_from(["", "x", "two\nlines"]),
            "service_scopes": subset("payments", "ledger"),
            "role_scopes": st.sampled_from(
                [[], ["Hatena-Bookmark:db-master"], ["Hatena-Bookmark: db-master"]]
            ),
            "monitor_scopes": subset("2qtozU21abc"),
            "notification_interval": st.integers(0, 60),
        },
    ),
    "mackerel_channels": (
        "channels",
        {
            "type": st.sampled_from(["webhook", "webhook", "slack"]),
            "url": st.sampled_from(
                [
                    "https://hooks.example.com/planted-hook",
                    "http://hooks.example.com/planted-hook?two",
                ]
            ),
        },
        {
            "events": subset("alert", "alertGroup", "monitor"),
            "enabled_graph_image": st.booleans(),
            "add_to_default_notification_group": st.booleans(),
        },
    ),
    "mackerel_downtimes": (
        "downtimes",
        {
            "start": st.sampled_from(
                [2051254800, "2051254800", "2035-01-01T09:00:00+09:00", "2035-01-01T00:00Z"]
            ),
            "duration": st.sampled_from([1, "90m", "1h30m", "90", "2d"]),
        },
        {
            "memo": st.sampled_from(["", "x"]),
            "service_scopes": subset("payments", "ledger"),
            "monitor_exclude_scopes": subset("2qtozU21abc", "search-health"),
            "role_exclude_scopes": st.sampled_from([[], ["payments:db"], ["payments: db"]]),
            "recurrence": st.one_of(
                st.just({}),
                options(
                    {"type": st.just("weekly"), "interval": st.integers(1, 3)},
                    {
                        "weekdays": subset("Sunday", "Monday"),
                        "until": st.sampled_from([2082758400, "2036-01-01T00:00:00Z"]),
                    },
                ),
            ),
        },
    ),
    "mackerel_services": ("services", {}, {"memo": st.sampled_from(["", "x", "two\nlines"])}),
    "mackerel_roles": (
        "roles",
        {"service": st.just("payments")},
        {"memo": st.sampled_from(["", "x"])},
    ),
    "guance_alert_policies": (
        "alert_policies",
        {
            "rule_timezone": st.sampled_from(["Asia/Tokyo", "UTC"]),
            "alert_opt": options(
                {
                    "silent_timeout": st.integers(0, 3600),
                    "agg_interval": st.integers(0, 1800),
                    "alert_target": rules(),
                },
                {
                    "agg_type": st.sampled_from(["", "byFields", "byCluster", "byAI"]),
                    "agg_fields": subset("df_monitor_checker_id", "df_label", "CLUSTER"),
                    "agg_labels": subset("x", "y"),
                    "agg_cluster_fields": subset("df_title", "df_message"),
                    "agg_send_first": st.booleans(),
                    "ignore_ok": st.booleans(),
                },
            ),
        },
        {
            "desc": st.sampled_from(["", "x"]),
            "checkers": subset("rul_nope", least=0).map(lambda found: []),
        },
    ),
    "guance_notify_objects": (
        "notify_objects",
        {
            "type": st.sampled_from(["HTTPRequest", "HTTPRequest", "simpleHTTPRequest"]),
            "opt_set": options(
                {
                    "url": st.sampled_from(
                        [
                            "https://hooks.example.com/planted-hook",
                            "https://hooks.example.com/planted-hook?two",
                        ]
                    )
                },
                {
                    "headers_config": options(
                        {
                            "items": st.lists(
                                options(
                                    {
                                        "key": st.sampled_from(["X-A", "x-b"]),
                                        "value": st.sampled_from(
                                            ["planted-hook-one", "planted-hook-two"]
                                        ),
                                    },
                                    {},
                                ),
                                max_size=2,
                                unique_by=lambda one: one["key"],
                            )
                        },
                        {"is_open": st.booleans()},
                    )
                },
            ),
        },
        {"permission_set": subset("wsAdmin", "team:payments", "acnt_xxxx32")},
    ),
    "guance_member_groups": (
        "member_groups",
        {},
        {"members": subset("alice@example.com", "member:bob@example.com", "acnt_xxxx32")},
    ),
    "guance_notice_dates": (
        "notice_dates",
        {},
        {"dates": subset("2026/01/01", "2026-12-25", "2027.1.5")},
    ),
    "bk_notice_groups": (
        "notice_groups",
        {
            "notice_receiver": st.lists(
                RECEIVER, max_size=3, unique_by=lambda one: (one["type"], one["id"])
            ),
            "notice_way": st.dictionaries(
                st.sampled_from(["1", "2", "3"]),
                subset("mail", "sms", "voice", least=1),
                min_size=1,
            ),
        },
        {
            "message": st.sampled_from(["", "x", " padded\n"]),
            "webhook_url": st.sampled_from(
                ["", "https://hooks.example.com/one", "https://hooks.example.com/two"]
            ),
            "wxwork_group": st.dictionaries(
                st.sampled_from(["fatal", "2"]), subset("chat-a", "chat-b", least=1)
            ),
        },
    ),
    "bk_user_groups": (
        "user_groups",
        {
            "alert_notice": notices("level", "1", "warning", "remind"),
            "action_notice": notices("phase", "execute", "2"),
        },
        {
            "desc": st.sampled_from(["", "x", " padded\n"]),
            "timezone": st.sampled_from(["Asia/Shanghai", "UTC"]),
            "need_duty": st.booleans(),
            "users": st.lists(
                RECEIVER, min_size=1, max_size=3, unique_by=lambda one: (one["type"], one["id"])
            ),
            "duty_rules": subset("office hours", "week by week"),
            "channels": subset("user", "wxwork-bot", "bkchat", least=1),
            "mention_list": st.lists(
                RECEIVER, max_size=2, unique_by=lambda one: (one["type"], one["id"])
            ),
            "duty_notice": options(
                {},
                {
                    "hit_first_duty": st.booleans(),
                    "personal_notice": options(
                        {"hours_ago": st.integers(0, 9)}, {"duty_rules": subset("office hours")}
                    ),
                    "plan_notice": (
                        st.just({})
                        | options(
                            {
                                "days": st.integers(1, 9),
                                "chat_ids": subset("wrk0123456789abcdef0123456789abc"),
                                "time": st.just("09:00"),
                            },
                            {"enabled": st.booleans()},
                        )
                    ),
                },
            ),
        },
    ),
    "bk_duty_rules": (
        "duty_rules",
        {
            "category": st.sampled_from(["regular", "handoff"]),
            "duty_arranges": st.lists(ARRANGE, min_size=1, max_size=2, unique_by=repr),
            "effective_time": st.sampled_from(
                ["2035-01-01", "2035-01-01 09:00:00+0900", "2035-01-01T00:00:00Z"]
            ),
        },
        {
            "enabled": st.booleans(),
            "labels": subset("web", "db"),
            "end_time": st.sampled_from(["", "2036-01-01 00:00:00"]),
        },
    ),
}


def element(required, optional):
    present = options(dict(required, name=st.sampled_from(NAMES)), optional)
    key = {"service": required["service"]} if "service" in required else {}
    absent = options(dict(key, name=st.sampled_from(NAMES), state=st.just("absent")), {})
    return st.one_of(present, present, absent)


def task(module, whole=True):
    """(parameters of one run). ``whole``: elements give all that a new object needs."""
    option, required, optional = TASKS[module]
    one = element(required, optional) if whole else element({}, dict(required, **optional))
    lists = st.lists(one, max_size=4, unique_by=lambda item: item["name"])
    extra = options(
        {},
        {
            "on_unspecified": st.sampled_from(["keep", "reset"]),
            "purging": st.sampled_from(
                [
                    {},
                    {"purge": True, "purge_scope": {"name_prefix": "zz-"}, "allow_empty": True},
                    {"purge": True, "purge_scope": {"name_regex": "zz-[ab]"}, "purge_limit": 1},
                ]
            ),
        },
    )
    return st.builds(
        lambda items, more: dict({option: items}, **dict(more.pop("purging", {}), **more)),
        lists,
        extra,
    )
