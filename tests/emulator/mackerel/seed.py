# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seed data of the Mackerel organization."""

from __future__ import annotations


def mackerel_keys():
    return [
        {"key": "mackerel-demo-key-0001"},
        {"key": "mackerel-demo-key-read-only", "read_only": True},
        {"key": "mackerel-demo-key-foreign-ip", "foreign_ip": True},
    ]


def _table(key, rows):
    return {row[key]: row for row in rows}


def _service(name, *roles, memo=""):
    return {"name": name, "memo": memo, "roles": [{"name": role, "memo": ""} for role in roles]}


def _channel(ident, kind, name, **fields):
    return {"id": ident, "type": kind, "name": name, **fields, "suspendedAt": None}


def _slack(ident, name, path, **fields):
    return _channel(
        ident,
        "slack",
        name,
        url=f"https://hooks.slack.com/services/T0EMULATOR/{path}",
        enabledGraphImage=True,
        events=["alert", "alertGroup"],
        **fields,
    )


def _mail(ident, name, *emails):
    return _channel(
        ident, "email", name, emails=list(emails), userIds=[], events=["alert", "alertGroup"]
    )


def _users():
    people = (
        ("4Usr1Alice1", "alice", "owner"),
        ("4Usr2Bobby2", "bob", "manager"),
        ("4Usr3Carol3", "carol", "collaborator"),
    )
    return [
        {
            "id": ident,
            "screenName": name.title(),
            "email": f"{name}@example.com",
            "authority": authority,
            "isInRegistrationProcess": False,
            "isMFAEnabled": True,
            "authenticationMethods": ["password"],
            "joinedAt": 1600000000,
            **({"creator": True} if authority == "owner" else {}),
        }
        for ident, name, authority in people
    ]


def _channels():
    hook = "https://hooks.example.com/mackerel"
    return [
        _slack("2vh7AZ21abc", "example-slack", "B0/example", mentions={"critical": "<!here>"}),
        _slack("4ChPayPage1", "payments-page", "B1/payments", mentions={"critical": "<!channel>"}),
        _mail("4ChPayMail2", "payments-mail", "payments@example.com"),
        _slack("4ChSeaPage3", "search-page", "B2/search"),
        _mail("4ChSeaMail4", "search-mail", "search@example.com"),
        _channel(
            "4ChHookJso5",
            "webhook",
            "audit-hook",
            url=f"{hook}/audit?token=hook-secret",
            enabledGraphImage=False,
            events=["alert"],
        ),
        _channel(
            "4ChTwinOne6", "webhook", "twin", url=f"{hook}/one?token=hook-secret", events=["alert"]
        ),
        _channel(
            "4ChTwinTwo7",
            "email",
            "twin",
            emails=["twin@example.com"],
            userIds=["4Usr2Bobby2"],
            events=["alert"],
        ),
        *(
            _channel(f"4Ch{number:02}Listed", kind, f"listed-{kind}")
            for number, kind in enumerate(
                (
                    "email-broadcast",
                    "chatwork",
                    "twilio",
                    "pagerduty",
                    "opsgenie",
                    "jira-service-management",
                    "microsoft-teams",
                    "amazon-event-bridge",
                    "line",
                )
            )
        ),
    ]


def _monitors():
    return [
        {
            "id": "2qtozU21abc",
            "type": "host",
            "name": "disk.aa-00.writes.delta",
            "metric": "disk.aa-00.writes.delta",
            "operator": ">",
            "warning": 20000.0,
            "critical": 400000.0,
            "duration": 3,
            "maxCheckAttempts": 1,
            "scopes": ["Hatena-Bookmark"],
            "excludeScopes": ["Hatena-Bookmark:db-master"],
            "notificationInterval": 60,
        },
        {
            "id": "4MoConnect1",
            "type": "connectivity",
            "alertStatusOnGone": "CRITICAL",
            "scopes": [],
            "excludeScopes": [],
        },
        {
            "id": "4MoPayLat2a",
            "type": "service",
            "name": "payments-latency",
            "service": "payments",
            "metric": "custom.latency.p99",
            "operator": ">",
            "warning": 0.5,
            "critical": 1.0,
            "duration": 1,
            "notificationInterval": 10,
        },
        {
            "id": "4MoPayUrl3b",
            "type": "external",
            "name": "payments-health",
            "url": "https://pay.example.com/health",
            "service": "payments",
            "method": "GET",
            "headers": [{"name": "Cache-Control", "value": "no-cache"}],
        },
        {
            "id": "4MoSeaUrl4c",
            "type": "external",
            "name": "search-health",
            "url": "https://search.example.com/health",
        },
        {
            "id": "4MoSeaQps5d",
            "type": "expression",
            "name": "search-qps",
            "expression": "max(role(search:api, qps))",
            "operator": "<",
            "warning": 10,
            "critical": 1,
        },
        {
            "id": "4MoAnomal6e",
            "type": "anomalyDetection",
            "name": "payments-anomaly",
            "scopes": ["payments:app"],
            "warningSensitivity": "insensitive",
        },
        {
            "id": "4MoQueryO7f",
            "type": "query",
            "name": "ledger-lag",
            "query": "avg(ledger.lag)",
            "legend": "lag",
            "operator": ">",
            "warning": 5,
            "critical": 30,
        },
        {
            "id": "4MoTwinHo8g",
            "type": "host",
            "name": "cpu",
            "metric": "cpu%",
            "operator": ">",
            "warning": 80,
            "critical": 90,
            "duration": 5,
        },
        {
            "id": "4MoTwinHo9h",
            "type": "host",
            "name": "cpu",
            "metric": "cpu.steal%",
            "operator": ">",
            "warning": 5,
            "critical": 10,
            "duration": 5,
        },
    ]


def _groups():
    default = ["2vh7AZ21abc", "4ChHookJso5"]
    ordinary = {"type": "group", "childNotificationGroupIds": [], "childChannelIds": []}
    return [
        {
            **ordinary,
            "id": "4NgDefault1",
            "type": "group-default",
            "name": "Default",
            "notificationLevel": "all",
            "childChannelIds": default,
        },
        {
            **ordinary,
            "id": "4NgNightly2",
            "name": "night watch",
            "notificationLevel": "critical",
            "childChannelIds": ["4Ch02Listed"],
            "monitors": [{"id": "4MoTwinHo8g", "skipDefault": True}],
        },
        {
            **ordinary,
            "id": "4NgBusines3",
            "name": "business hours",
            "notificationLevel": "all",
            "childNotificationGroupIds": ["4NgNightly2"],
            "childChannelIds": ["2vh7AZ21abc"],
            "services": [{"name": "Hatena-Bookmark"}],
        },
        # an ordinary group may be called like the default one elsewhere
        {**ordinary, "id": "4NgTwinOne4", "name": "twin group", "notificationLevel": "all"},
        {**ordinary, "id": "4NgTwinTwo5", "name": "twin group", "notificationLevel": "critical"},
    ]


def mackerel_tables(full=True):
    tables = {
        "org": {"example": {"name": "example", "displayName": None}},
        "users": _table("id", _users()),
        "notificationGroups": _table(
            "id", _groups() if full else [{**_groups()[0], "childChannelIds": []}]
        ),
        "alertGroupSettings": {},
        "channels": {},
        "services": {},
        "monitors": {},
        "checks": {},
        "downtimes": {},
        "invitations": {},
    }
    if full:
        tables.update(
            channels=_table("id", _channels()),
            monitors=_table("id", _monitors()),
            services=_table(
                "name",
                [
                    _service("Example-Service-1", "web"),
                    _service("Example-Service-2", "web"),
                    _service("payments", "app", "db", memo="card payments"),
                    _service("ledger", "app", "db"),
                    _service("search", "api"),
                    _service("Hatena-Bookmark", "db-master", "db-slave", "proxy"),
                ],
            ),
            checks=_table(
                "id",
                [
                    {"id": "4CkSshProc1", "name": "ssh-process"},
                    {"id": "4CkLogFile2", "name": "log-errors"},
                    {"id": "4CkCpuTwin3", "name": "payments-latency-check"},
                ],
            ),
            alertGroupSettings=_table(
                "id",
                [
                    {
                        "id": "4AgHatena01",
                        "name": "Hatena-Bookmark burst",
                        "memo": "one message",
                        "serviceScopes": ["Hatena-Bookmark"],
                        "roleScopes": ["Hatena-Bookmark:db-master"],
                        "monitorScopes": ["2qtozU21abc"],
                        "notificationInterval": 60,
                    },
                    {"id": "4AgBareMin2", "name": "bare"},
                ],
            ),
            downtimes=_table(
                "id",
                [
                    {
                        "id": "4DtWeekly01",
                        "name": "weekly patching",
                        "memo": "",
                        "start": 2051254800,
                        "duration": 90,
                        "recurrence": {"type": "weekly", "interval": 1, "weekdays": ["Sunday"]},
                        "serviceScopes": ["payments"],
                        "roleExcludeScopes": ["payments:db"],
                    }
                ],
            ),
        )
    return tables
