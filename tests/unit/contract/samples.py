# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the contract suite needs to know of each resource: values, and what the vendor makes of
them.

Options are written flat: ``alert_opt.agg_interval``. Nothing here is derived from the descriptions:
this is the second opinion.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field


@dataclass
class Sample:
    """Of one resource.

    base: every option of the resource, with names where a reference can be one. required: those
    without which nothing is created.
    changes: (option, another value) or (option, another value, what the base has to be for that),
    at least one for each option.
    same: (option, the value of the base written otherwise).
    shown: the base as it is returned, for every option that is returned otherwise than it was
    typed.
    empty: what clears an option, for each that can be cleared. reset: what on_unspecified puts
    back; all other options are left.
    ordered: (option, value, the same elements in an order that means something else).
    bad: (options laid over the base, path that the refusal names): what Ansible's own types do not
    refuse.
    unknown_id: an id no object has. table, mine: where the emulator keeps it, and which rows are of
    this account's scope.
    twins: whether the vendor lets two objects have one name. protected: (a name prefix, the name of
    what can't be deleted).
    refusal: a named error of the emulator by which the vendor refuses a write for good.
    own: the option that refers to the managed kind.
    settings: answers of the vendor under which everything has to work, besides those for all.
    fixed: what can't be changed once the object is there: option to another value, which is
    refused. reported: the same, but only warned about.
    once: options that are sent on a create and never seen again.
    bare: names without spaces are used. within: what stands before the name in the title of an
    object, where that has several parts.
    text: an option of free text and another value for it.
    listed: the rows among all the vendor has stored, where they are no table of their own.
    closed: keys of a stored row below which no unknown field comes back.
    left_out: keys of an answer, as patterns of paths, that the contract lets it leave out when they
    are not set; all others are always there.
    unseen: options of which an answer says nothing where it leaves out their keys (G88).
    hidden: of these, what the preset that is like a live server never shows.
    keys: options whose key in the vendor's objects is spelled otherwise. seen_in: where the
    emulator shows the form of the calls, if that is not the table.
    merged: sets in which an element that stands twice counts once; in all others it is refused.
    together: that one call deletes several.
    details: how often each object that a task names is read besides the list. deleted_once: that a
    delete is not sent again after an unclear outcome.
    signs: (what is put into the stored row, what a result then shows besides the options, a part of
    the warning of a run without changes or None, a part of the warning of a change or deletion or
    None). denials: the same without warnings, where the vendor refuses a change and a deletion.
    """

    base: dict
    required: tuple
    changes: list
    shown: dict
    empty: dict
    reset: dict
    unknown_id: object
    table: str
    refusal: str
    same: list = field(default_factory=list)
    ordered: list = field(default_factory=list)
    bad: list = field(default_factory=list)
    twins: bool = True
    protected: tuple = ()
    own: str = ""
    settings: list = field(default_factory=list)
    mine: object = staticmethod(lambda row: True)
    fixed: dict = field(default_factory=dict)
    reported: dict = field(default_factory=dict)
    once: tuple = ()
    bare: bool = False
    within: str = ""
    text: tuple = ()
    listed: object = None
    closed: tuple = ()
    details: int = 0
    deleted_once: bool = False
    signs: list = field(default_factory=list)
    denials: list = field(default_factory=list)
    left_out: tuple = ()
    unseen: tuple = ()
    hidden: tuple = ()
    keys: dict = field(default_factory=dict)
    seen_in: str = ""
    merged: tuple = ()
    together: bool = False

    def options(self, **changes):
        """A fresh copy of the base with other values, flat."""
        return copy.deepcopy(dict(self.base, **changes))

    def minimal(self, name):
        return copy.deepcopy(
            dict({option: self.base[option] for option in self.required}, name=name)
        )


# Answers under which every vendor's objects have to read the same.
SETTINGS = [
    {"shuffle": False, "fill": "absent"},
    {"fill": "absent"},
    {"fill": "null"},
    {"fill": "empty"},
    {"fill": "mixed", "random_seed": 7},
    {"extra_fields": True},
    {"extra_fields": True, "fill": "null", "random_seed": 3},
]

_MACKEREL = [
    {"floats": True},
    {"floats": False},
    {"numbers_as_strings": True},
    {"dangling": "keep"},
    {"omitted": "kept"},
    {"create_answer": "input"},
]

# What a task must have besides api_url, and the variables that may say it; without one of them all
# its messages name both.
CREDENTIALS = {
    "mackerel": {"api_key": ("MACKEREL_APIKEY", "MACKEREL_API_KEY")},
    "guance": {"api_key": ("GUANCE_ACCESS_TOKEN", "TRUEWATCH_ACCESS_TOKEN")},
    "bk": {
        "api_url": ("BK_API_URL",),
        "bk_app_code": ("BK_APP_CODE",),
        "bk_app_secret": ("BK_APP_SECRET",),
        "bk_username": ("BK_TOKEN", "BK_USERNAME"),
    },
}

SAMPLES = {}

_OFF = {"status": 2}
_RIGHTS = [
    ({"allow_operation": False}, {"allow_operation": False}),
    ({"forbiddenOperation": True}, {"forbidden_operation": True}),
]

SAMPLES["mackerel", "notification_group"] = Sample(
    left_out=("monitors", "services", "type"),
    keys={
        "child_notification_groups": "childNotificationGroupIds",
        "child_channels": "childChannelIds",
    },
    base={
        "name": "contract one",
        "notification_level": "critical",
        "child_notification_groups": ["night watch", "business hours"],
        "child_channels": ["payments-page", "2vh7AZ21abc", "listed-line"],
        "monitors": [
            {"monitor": "payments-latency", "skip_default": True},
            {"monitor": "ssh-process"},
            {"monitor": "4MoTwinHo8g"},
        ],
        "services": ["search", "payments"],
    },
    required=(),
    shown={
        "child_notification_groups": ["4NgBusines3", "4NgNightly2"],
        "child_channels": ["2vh7AZ21abc", "4Ch08Listed", "4ChPayPage1"],
        "monitors": [
            {"monitor": "4CkSshProc1", "skip_default": False},
            {"monitor": "4MoPayLat2a", "skip_default": True},
            {"monitor": "4MoTwinHo8g", "skip_default": False},
        ],
        "services": ["payments", "search"],
    },
    changes=[
        ("child_notification_groups", ["business hours"]),
        ("notification_level", "all"),
        ("child_channels", ["payments-page", "payments-mail", "2vh7AZ21abc"]),
        (
            "monitors",
            [
                {"monitor": "payments-latency"},
                {"monitor": "ssh-process"},
                {"monitor": "4MoTwinHo8g"},
            ],
        ),
        ("monitors", [{"monitor": "payments-latency", "skip_default": True}]),
        ("services", ["payments", "search", "ledger"]),
    ],
    same=[
        ("child_notification_groups", ["4NgNightly2", "business hours"]),
        ("child_channels", ["listed-line", "example-slack", "4ChPayPage1"]),
        (
            "monitors",
            [
                {"monitor": "4CkSshProc1"},
                {"monitor": "4MoTwinHo8g", "skip_default": False},
                {"monitor": "4MoPayLat2a", "skip_default": True},
            ],
        ),
    ],
    empty={"child_notification_groups": [], "child_channels": [], "monitors": [], "services": []},
    reset={
        "notification_level": "all",
        "child_notification_groups": [],
        "child_channels": [],
        "monitors": [],
        "services": [],
    },
    bad=[
        ({"name": " "}, "name"),
        ({"child_channels": ["payments-page", ""]}, "child_channels[1]"),
        ({"child_channels": ["payments-page", None]}, "child_channels[1]"),
        (
            {"monitors": [{"monitor": "payments-latency"}, {"skip_default": True}]},
            "monitors[1].monitor",
        ),
        ({"monitors": [{"monitor": "payments-latency", "nonsense": 1}]}, "monitors[0].nonsense"),
        ({"services": ["payments", "payments"]}, "services[1]"),
        (
            {
                "monitors": [
                    {"monitor": "payments-latency"},
                    {"monitor": "payments-latency", "skip_default": True},
                ]
            },
            "monitors[1]",
        ),
    ],
    unknown_id="4NgNowhere0",
    table="notificationGroups",
    refusal="mackerel.400",
    protected=("Def", "Default"),
    own="child_notification_groups",
    signs=[({"type": "group-default"}, {"type": "group-default"}, None, None)],
    settings=[{"group_type": False}, *_MACKEREL],
)

SAMPLES["mackerel", "alert_group_setting"] = Sample(
    left_out=("memo", "*Scopes", "notificationInterval"),
    base={
        "name": "contract one",
        "memo": "one message",
        "service_scopes": ["payments", "ledger"],
        "role_scopes": ["search:api", "payments: app"],
        "monitor_scopes": ["search-health", "connectivity"],
        "notification_interval": 30,
    },
    required=(),
    shown={
        "service_scopes": ["ledger", "payments"],
        "role_scopes": ["payments:app", "search:api"],
        "monitor_scopes": ["4MoConnect1", "4MoSeaUrl4c"],
    },
    changes=[
        ("memo", "another message"),
        ("service_scopes", ["ledger"]),
        ("role_scopes", ["search:api", "payments:db"]),
        ("monitor_scopes", ["search-health", "log-errors"]),
        ("notification_interval", 31),
    ],
    same=[
        ("role_scopes", ["payments:app", "search :  api"]),
        ("monitor_scopes", ["4MoConnect1", "search-health"]),
        ("notification_interval", "30"),
    ],
    empty={
        "memo": "",
        "service_scopes": [],
        "role_scopes": [],
        "monitor_scopes": [],
        "notification_interval": 0,
    },
    reset={
        "memo": "",
        "service_scopes": [],
        "role_scopes": [],
        "monitor_scopes": [],
        "notification_interval": 0,
    },
    bad=[
        ({"name": ""}, "name"),
        ({"notification_interval": -1}, "notification_interval"),
        ({"notification_interval": "3 0"}, "notification_interval"),
        ({"role_scopes": ["payments:app", "payments"]}, "role_scopes[1]"),
        ({"role_scopes": ["payments:app", "payments: app"]}, "role_scopes[1]"),
        ({"service_scopes": ["payments", None]}, "service_scopes[1]"),
    ],
    unknown_id="4AgNowhere0",
    table="alertGroupSettings",
    refusal="mackerel.400",
    settings=[
        {"list_key": "alert_group_settings"},
        {"list_key": "alertGroupSettings"},
        {"spaced_roles": False},
        *_MACKEREL,
    ],
)

_TARGET = {
    "to": ["member:alice@example.com", "team:payments", "notify:payments-page"],
    "status": ["critical", "error"],
    "tags": {"pod": ["a", "b"], "host": ["h"]},
    "upgrade_targets": [
        {"to": ["team:search", "notify:search-mail"], "duration": 600, "status": "critical"},
        {"to": ["member:bob@example.com"], "duration": 6000},
    ],
}
_RULES = [
    {
        "name": "working hours",
        "crontab": "0 9 * * 1,2,3,4,5",
        "crontab_duration": 28800,
        "targets": [
            _TARGET,
            {"to": ["notify_xxxx32"], "status": ["warning"], "filter_string": "host=web"},
        ],
    },
    {
        "name": "holidays",
        "custom_dates": ["company-holidays", "ndate_xxxx32"],
        "custom_start_time": "9:30",
        "custom_duration": 600,
        "targets": [{"to": ["team:search"], "status": ["high"], "df_source": "security"}],
    },
    {"targets": [{"to": ["group_xxxx32"], "status": ["all"]}]},
]
_MEMBER_RULES = [
    {
        "name": "by member",
        "alert_info": [
            {
                "name": "part one",
                "filter_string": "a=b",
                "member_info": ["team:payments", "member:carol@example.com"],
                "targets": [
                    {
                        "to": ["email", "notify:payments-page"],
                        "status": ["critical"],
                        "upgrade_targets": [
                            {
                                "to": ["member:bob@example.com"],
                                "duration": 60,
                                "to_way": ["sms", "notify:search-page"],
                            }
                        ],
                    }
                ],
            },
            {
                "name": "part two",
                "member_info": ["team:search"],
                "targets": [{"to": ["sms"], "status": ["error", "warning"]}],
            },
        ],
    },
]
_MEMBER = {"alert_opt.alert_type": "member", "alert_opt.alert_target": _MEMBER_RULES}
_NO_RULES = {"alert_opt.alert_target": []}


def _uuid(prefix, number):
    return "%s_%032d" % (prefix, number)


def _rules(rules=None, **patches):
    """The rules with values laid at paths like ``_0_targets_0_status``; a value of None takes
    the key away.
    """
    rules = copy.deepcopy(_RULES if rules is None else rules)
    for path, value in patches.items():
        place, steps = (
            rules,
            [
                int(step) if step.isdigit() else step.replace("-", "_")
                for step in path.replace("__", "-").split("_")[1:]
            ],
        )
        for step in steps[:-1]:
            place = place[step]
        if value is None:
            del place[steps[-1]]
        else:
            place[steps[-1]] = value
    return rules


_AT = "alert_opt.alert_target"

#: G25, G91, G27, G92: policies show what was sent, and older ones lack what came later.
_POLICY_LEFT_OUT = (
    "desc",
    "ruleTimezone",
    "openPermissionSet",
    "permissionSet",
    *(
        "alertOpt." + key
        for key in (
            "alertType",
            "silentTimeoutByStatusEnable",
            "silentTimeoutByStatus",
            "agg[TFLCS]*",
            "ignoreOK",
            "alertTarget",
            "alertTarget.name",
            "alertTarget.crontab*",
            "alertTarget.custom*",
            "alertTarget.targets",
            "alertTarget.alertInfo",
            "*.tags",
            "*.tags.*",
            "*.filterString",
            "*.upgradeTargets",
            "*.df_source",
            "*.toWay",
            "*.upgradeTargets.status",
            "*.upgradeTargets.duration",
        )
    ),
)

SAMPLES["guance", "alert_policy"] = Sample(
    together=True,
    left_out=_POLICY_LEFT_OUT,
    unseen=("checkers", "security_rule_uuids"),
    hidden=("checkers", "security_rule_uuids"),
    keys={
        "checkers": "checkerUUIDs",
        "security_rule_uuids": "securityRuleUUIDs",
        "alert_opt.ignore_ok": "alertOpt.ignoreOK",
    },
    base={
        "name": "contract one",
        "desc": "who is told",
        "rule_timezone": "Asia/Shanghai",
        "open_permission_set": True,
        "permission_set": ["wsAdmin", "role:oncall", "team:payments", "member:bob@example.com"],
        "checkers": ["payments latency fired", "nightly inspection fired", "payments availability"],
        "security_rule_uuids": ["srul_two", "srul_one"],
        "alert_opt.alert_type": "status",
        "alert_opt.silent_timeout": 3600,
        "alert_opt.silent_timeout_by_status_enable": True,
        "alert_opt.silent_timeout_by_status": [
            {"status": ["critical", "fatal"], "silent_timeout": 60},
            {"status": ["warning"], "silent_timeout": 0},
        ],
        "alert_opt.agg_interval": 120,
        "alert_opt.agg_type": "byCluster",
        "alert_opt.agg_fields": ["df_monitor_checker_id", "df_label"],
        "alert_opt.agg_labels": ["service", "host"],
        "alert_opt.agg_cluster_fields": ["df_title", "df_message"],
        "alert_opt.agg_send_first": True,
        "alert_opt.ignore_ok": True,
        "alert_opt.alert_target": _RULES,
    },
    required=("rule_timezone", "alert_opt.silent_timeout", "alert_opt.agg_interval"),
    shown={
        "permission_set": [_uuid("acnt", 2), _uuid("group", 1), _uuid("role", 1), "wsAdmin"],
        "checkers": [_uuid("monitor", 1), _uuid("rul", 1), _uuid("rul", 31)],
        "security_rule_uuids": ["srul_one", "srul_two"],
        "alert_opt.agg_fields": ["df_label", "df_monitor_checker_id"],
        "alert_opt.agg_cluster_fields": ["df_message", "df_title"],
        "alert_opt.alert_target": [
            {
                "name": "working hours",
                "crontab": "0 9 * * 1,2,3,4,5",
                "crontab_duration": 28800,
                "targets": [
                    {
                        "to": [_uuid("acnt", 1), _uuid("group", 1), _uuid("notify", 1)],
                        "status": ["critical", "error"],
                        "tags": {"host": ["h"], "pod": ["a", "b"]},
                        "upgrade_targets": [
                            {
                                "to": [_uuid("group", 2), _uuid("notify", 4)],
                                "status": "critical",
                                "duration": 600,
                            },
                            {"to": [_uuid("acnt", 2)], "duration": 6000},
                        ],
                    },
                    {"to": ["notify_xxxx32"], "status": ["warning"], "filter_string": "host=web"},
                ],
            },
            {
                "name": "holidays",
                "custom_dates": [_uuid("ndate", 1), "ndate_xxxx32"],
                "custom_start_time": "09:30:00",
                "custom_duration": 600,
                "targets": [
                    {"to": [_uuid("group", 2)], "status": ["high"], "df_source": "security"}
                ],
            },
            {"targets": [{"to": ["group_xxxx32"], "status": ["all"]}]},
        ],
    },
    changes=[
        ("desc", "somebody else"),
        ("rule_timezone", "Europe/Berlin"),
        ("open_permission_set", False),
        ("permission_set", ["wsAdmin"]),
        ("checkers", ["payments latency", "payments errors", "payments availability"]),
        ("security_rule_uuids", ["srul_two", "srul_three"]),
        ("alert_opt.alert_type", "member", _NO_RULES),
        ("alert_opt.silent_timeout", 0),
        ("alert_opt.silent_timeout_by_status_enable", False),
        (
            "alert_opt.silent_timeout_by_status",
            [
                {"status": ["critical", "fatal"], "silent_timeout": 61},
                {"status": ["warning"], "silent_timeout": 0},
            ],
        ),
        (
            "alert_opt.silent_timeout_by_status",
            [
                {"status": ["critical"], "silent_timeout": 60},
                {"status": ["warning"], "silent_timeout": 0},
            ],
        ),
        ("alert_opt.agg_interval", 0),
        ("alert_opt.agg_type", "byAI"),
        ("alert_opt.agg_fields", ["df_monitor_checker_id", "df_label", "df_dimension_tags"]),
        ("alert_opt.agg_labels", ["service", "host", "zone"]),
        ("alert_opt.agg_cluster_fields", ["df_title"]),
        ("alert_opt.agg_send_first", False),
        ("alert_opt.ignore_ok", False),
        (_AT, _RULES[1:]),
        (_AT, _rules(_0_name="office hours")),
        (_AT, _rules(_0_name=None)),
        (_AT, _rules(_0_crontab="0 10 * * 1,2,3,4,5")),
        (_AT, _rules(_0_crontab__duration=28801)),
        (_AT, _rules(_1_custom__dates=["company-holidays"])),
        (_AT, _rules(_1_custom__start__time="09:30:01")),
        (_AT, _rules(_1_custom__duration=601)),
        (
            _AT,
            _rules(
                _0_targets_0_to=[
                    "member:carol@example.com",
                    "team:payments",
                    "notify:payments-page",
                ]
            ),
        ),
        (_AT, _rules(_0_targets_0_status=["critical", "error", "nodata"])),
        (_AT, _rules(_1_targets_0_df__source=None, _1_targets_0_status=["info"])),
        (_AT, _rules(_0_targets_0_tags={"pod": ["a"], "host": ["h"]})),
        (_AT, _rules(_0_targets_0_tags=None)),
        (_AT, _rules(_0_targets_1_filter__string="host=db")),
        (_AT, _rules(_0_targets_0_upgrade__targets_0_duration=601)),
        (_AT, _rules(_0_targets_0_upgrade__targets_0_to=["team:search"])),
        (_AT, _rules(_0_targets_0_upgrade__targets_0_status="error")),
        (_AT, _rules(_0_targets_0_upgrade__targets=None)),
        (_AT, _rules(_MEMBER_RULES, _0_alert__info_0_name="part"), _MEMBER),
        (_AT, _rules(_MEMBER_RULES, _0_alert__info_0_filter__string="a=c"), _MEMBER),
        (_AT, _rules(_MEMBER_RULES, _0_alert__info_0_member__info=["team:payments"]), _MEMBER),
        (_AT, _rules(_MEMBER_RULES, _0_alert__info_0_targets_0_to=["email"]), _MEMBER),
        (
            _AT,
            _rules(_MEMBER_RULES, _0_alert__info_0_targets_0_upgrade__targets_0_to__way=["email"]),
            _MEMBER,
        ),
    ],
    same=[
        ("permission_set", ["team:payments", _uuid("acnt", 2), "wsAdmin", _uuid("role", 1)]),
        ("checkers", [_uuid("monitor", 1), "nightly inspection", _uuid("rul", 1)]),
        (
            "alert_opt.silent_timeout_by_status",
            [
                {"status": "warning", "silent_timeout": 0},
                {"status": "fatal, critical", "silent_timeout": "60"},
            ],
        ),
        (
            _AT,
            _rules(
                _0_targets_0_status="error,critical",
                _1_custom__start__time="09:30",
                _0_targets_0_tags={"host": ["h"], "pod": ["b", "a"]},
            ),
        ),
        (
            _AT,
            _rules(
                _0_targets_0_to=[_uuid("notify", 1), "member:alice@example.com", _uuid("group", 1)],
                _2_name="",
                _2_crontab="",
            ),
        ),
    ],
    empty={
        "desc": "",
        "open_permission_set": False,
        "permission_set": [],
        "checkers": [],
        "security_rule_uuids": [],
        "alert_opt.silent_timeout_by_status_enable": False,
        "alert_opt.agg_type": "",
        "alert_opt.agg_fields": [],
        "alert_opt.agg_labels": [],
        "alert_opt.agg_cluster_fields": [],
        "alert_opt.agg_send_first": False,
        "alert_opt.ignore_ok": False,
        "alert_opt.alert_target": [],
    },
    reset={
        "desc": "",
        "open_permission_set": False,
        "permission_set": [],
        "alert_opt.alert_type": "status",
        "alert_opt.silent_timeout_by_status_enable": False,
        "alert_opt.silent_timeout_by_status": [],
        "alert_opt.agg_type": "",
        "alert_opt.agg_fields": [],
        "alert_opt.agg_labels": [],
        "alert_opt.agg_cluster_fields": [],
        "alert_opt.agg_send_first": False,
        "alert_opt.ignore_ok": False,
        "alert_opt.alert_target": [],
    },
    ordered=[
        ("alert_opt.agg_labels", ["service", "host"], ["host", "service"]),
        (_AT, _RULES, [_RULES[1], _RULES[0], _RULES[2]]),
        (_AT, _RULES, _rules(_0_targets=_RULES[0]["targets"][::-1])),
        (_AT, _RULES, _rules(_0_targets_0_upgrade__targets=_TARGET["upgrade_targets"][::-1])),
    ],
    bad=[
        ({"name": ""}, "name"),
        ({"desc": "x" * 257}, "desc"),
        ({"alert_opt.agg_interval": 1801}, "alert_opt.agg_interval"),
        ({"alert_opt.silent_timeout": -1}, "alert_opt.silent_timeout"),
        ({"permission_set": ["wsAdmin", "owner"]}, "permission_set[1]"),
        ({"permission_set": ["wsAdmin", "payments"]}, "permission_set[1]"),
        ({_AT: _rules(_1_custom__duration="ten")}, _AT + "[1].custom_duration"),
        ({_AT: _rules(_0_crontab__duration=0)}, _AT + "[0].crontab_duration"),
        ({_AT: _rules(_1_custom__start__time=34200)}, _AT + "[1].custom_start_time"),
        ({_AT: _rules(_1_custom__start__time="24:00")}, _AT + "[1].custom_start_time"),
        ({_AT: _rules(_0_targets_1_to=["alice"])}, _AT + "[0].targets[1].to[0]"),
        (
            {_AT: _rules(_0_targets_0_status=["critical", "critical"])},
            _AT + "[0].targets[0].status[1]",
        ),
        (
            {_AT: _rules(_0_targets_0_upgrade__targets_1_duration=0)},
            _AT + "[0].targets[0].upgrade_targets[1].duration",
        ),
        ({_AT: _rules(_0_targets_0_nonsense=1)}, _AT + "[0].targets[0].nonsense"),
        ({"checkers": ["payments latency", "payments latency"]}, "checkers[1]"),
        ({"alert_opt.nonsense": 1}, "alert_opt.nonsense"),
    ],
    unknown_id="altpl_nowhere",
    table="alert_policy",
    refusal="guance.400",
    closed=("tags",),
    signs=[(_OFF, _OFF, "has the status 2", None)],
    denials=_RIGHTS,
    settings=[
        {"echo": "full"},
        {"echo": "partial"},
        {"bindings_in_list": False},
        {"bindings_in_list": False, "echo": "full", "fill": "null"},
        {"list_shape": "array"},
        {"list_shape": "data"},
        {"page_total": "absent"},
        {"page_total": "string"},
        {"search": "ignored"},
        {"deleted_in_list": True},
        {"delete_unknown": "ok"},
    ],
)

_WAYS = {"1": ["mail", "voice"], "2": ["mail"], "3": ["sms", "weixin"]}
_CHATS = {"1": ["wrkone", "wrktwo"], "3": ["wrkthree"]}
_HOOK = "https://hooks.example.com/contract?key=contract-secret-0001"
_PEOPLE = [
    {"type": "user", "id": "bob"},
    {"type": "user", "id": "alice"},
    {"type": "group", "id": "operator"},
]

SAMPLES["bk", "notice_group"] = Sample(
    left_out=("notice_way.*", "wxwork_group.*"),
    seen_in="notice_groups",
    base={
        "name": "contract one",
        "message": "a group",
        "notice_receiver": _PEOPLE,
        "notice_way": {"fatal": ["voice", "mail"], "2": ["mail"], "remind": ["weixin", "sms"]},
        "webhook_url": _HOOK,
        "wxwork_group": {"1": ["wrktwo", "wrkone"], "remind": "wrkthree"},
    },
    required=("notice_receiver", "notice_way"),
    shown={
        "notice_way": _WAYS,
        "webhook_url": "********",
        "wxwork_group": _CHATS,
    },
    changes=[
        ("message", "another group"),
        ("notice_receiver", [{"type": "user", "id": "bob"}, {"type": "user", "id": "alice"}]),
        (
            "notice_receiver",
            [
                {"type": "user", "id": "bob"},
                {"type": "group", "id": "alice"},
                {"type": "group", "id": "operator"},
            ],
        ),
        ("notice_way", {"1": ["mail", "voice"], "2": ["mail"]}),
        ("notice_way", {"1": ["mail", "voice"], "2": ["mail", "sms"], "3": ["sms", "weixin"]}),
        ("webhook_url", "https://hooks.example.com/contract?key=contract-secret-0002"),
        ("wxwork_group", {"1": ["wrkone", "wrktwo"]}),
        ("wxwork_group", {"1": ["wrkone", "wrkfour"], "3": ["wrkthree"]}),
    ],
    same=[
        ("notice_way", _WAYS),
        ("webhook_url", "********"),
        ("wxwork_group", {"fatal": "wrkone, wrktwo", "3": ["wrkthree"]}),
        ("wxwork_group", {"fatal": ["wrkone,wrktwo"], "3": ["wrkthree , "]}),
        ("notice_way", {1: ["mail", "voice"], 2: ["mail"], 3: ["sms", "weixin"]}),
    ],
    empty={"message": "", "webhook_url": "", "wxwork_group": {}, "notice_way": {}},
    reset={"message": "", "webhook_url": "", "wxwork_group": {}},
    bad=[
        ({"name": " "}, "name"),
        ({"name": "x" * 129}, "name"),
        ({"notice_way": {"4": ["mail"]}}, "notice_way.4"),
        ({"notice_way": {"1": ["mail"], "fatal": ["sms"]}}, "notice_way.fatal"),
        ({"notice_way": {"1": ["mail", "wxwork-bot"]}}, "notice_way.1[1]"),
        ({"notice_way": {"2": ["mail", "mail"]}}, "notice_way.2[1]"),
        ({"notice_way": {"1": {"mail": True}}}, "notice_way.1"),
        ({"wxwork_group": {"9": ["chat"]}}, "wxwork_group.9"),
        (
            {"notice_receiver": [{"type": "user", "id": "bob"}, {"type": "user"}]},
            "notice_receiver[1].id",
        ),
        (
            {"notice_receiver": [{"type": "user", "id": "bob"}, {"type": "user", "id": "bob"}]},
            "notice_receiver[1]",
        ),
        ({"notice_way": {}, "wxwork_group": {}}, "notice_way"),
    ],
    unknown_id=999999,
    table="user_groups",
    refusal="bk.3300002",
    twins=False,
    mine=lambda row: row["bk_biz_id"] == 2,
    details=1,
    ordered=[("notice_receiver", _PEOPLE, _PEOPLE[::-1])],
    closed=("alert_notice", "action_notice", "duty_arranges", "duty_notice", "mention_list"),
    settings=[
        {"save_answer": "id"},
        {"code_style": 200},
        {"code_style": "0"},
        {"display_fields": True},
        {"error_code_style": "string"},
        {"unknown_id": "create"},
        {"name_filter": False},
    ],
)

# each puts its samples into SAMPLES
# pylint: disable-next=wrong-import-position, unused-import
from . import samples_bk, samples_guance, samples_mackerel  # noqa: E402, F401
