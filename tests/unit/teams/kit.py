# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Team files the tests share, and what is needed to look at them."""

from __future__ import annotations

import copy
import re

import yaml
from ansible_collections.oncall.routing.plugins.plugin_utils._teams.translate.common import (
    translate,
)

VENDORS = ("mackerel", "guance", "bk")
SECRET = "https://hooks.slack.com/services/T0TEAMS/B0/kept-secret-0001"


#: As the wish for this collection was first written down.
FIRST = """
name: payments
description: Card payments and ledger
timezone: Asia/Tokyo
members:
  - {name: alice, email: alice@example.com, lead: true}
  - {name: bob, email: bob@example.com, bk_username: bob01}
services: [payments, ledger]
contacts:                       # ways to reach the team, by name
  page:  {slack: {url: "https://hooks.slack.com/services/T0TEAMS/B0/kept-secret-0001"}, mention:
    "@here"}
  mail:  {email: members}
  duty:  {phone: members, way: voice}
routing:                        # first match wins where the vendor has an order
  - severity: [critical]
    notify: [page, duty]
    repeat: 10m
    escalate: [{after: 15m, notify: [lead]}]
  - severity: [warning, info]
    notify: [mail]
    when: {days: mon-fri, from: "09:00", for: 9h, except: [company-holidays]}
  - severity: [warning]         # outside those hours
    notify: [page]
vendors:
  mackerel: {}
  guance: {workspace: prod}
  bk: {bk_biz_id: 2}
"""

#: Everything a team file can say, and all of it reached.
MAXIMAL = """
name: payments
description: Card payments and ledger
timezone: Asia/Tokyo
accounts: [here]
members:
  - {name: alice, email: alice@example.com, phone: "+81 90 1111 1111", lead: true, bk_username:
      alice01}
  - {name: bob, email: bob@example.com, phone: "+81 90 2222 2222", lead: true}
services: [payments, ledger]
contacts:
  page: {slack: {url: "https://hooks.slack.com/services/T0TEAMS/B0/kept-secret-0001"}, mention:
    "@here"}
  teams: {teams: {url: "https://teams.example.com/hook"}, mention: "@channel", existing: {mackerel:
    listed-microsoft-teams}}
  gchat: {google_chat: {url: "https://chat.example.com/hook"}}
  ding: {dingtalk: {url: "https://ding.example.com/hook", secret: SEC0}}
  lark: {feishu: {url: "https://feishu.example.com/hook", secret: SEC1}}
  robot: {wecom: {url: "https://wecom.example.com/hook"}}
  chat: {wecom_chat: {id: wrk0123}, mention: "@channel"}
  hook: {webhook: {url: "https://hooks.example.com/payments"}}
  mail: {email: members}
  list: {email: [alice, oncall@example.com]}
  duty: {phone: members, way: voice}
  text: {phone: [bob], way: sms}
  byhand: {existing: {mackerel: payments-page, guance: "notify:payments-page", bk: {ways: [weixin],
    chat: wrk0456}}}
routing:
  - severity: [critical]
    notify: [page, duty, chat, lead, byhand, teams, gchat, ding, lark, robot]
    repeat: 10m
    escalate: [{after: 15m, notify: [text]}, {after: 1h, notify: [members]}, {after: 2h, notify:
      [lead]}]
  - severity: [warning, info]
    notify: [mail, hook]
    repeat: never
    when: {days: mon-fri, from: "09:00", for: 9h, except: [company-holidays]}
  - severity: [warning]
    notify: [page, list, text]
    repeat: 1h
vendors:
  mackerel:
    join_default: true
    create_services: true
    options:
      channels: {enabled_graph_image: true}
      notification_groups: {monitors: [{monitor: cpu, skip_default: true}]}
      alert_group_settings: {role_scopes: ["payments:db"]}
  guance:
    workspace: prod
    checkers: [payments latency]
    severity: {critical: [critical], warning: [error, warning, nodata]}
    options:
      notify_objects: {open_permission_set: false}
      member_groups: {members: [alice@example.com]}
      alert_policies: {alert_opt: {agg_interval: 120}, permission_set: [wsAdmin]}
  bk:
    bk_biz_id: 2
    options:
      notice_groups: {webhook_url: "https://hooks.example.com/more"}
      user_groups: {channels: [user], duty_notice: {hit_first_duty: false}}
"""


def first():
    return yaml.safe_load(FIRST)


def maximal():
    return yaml.safe_load(MAXIMAL)


def small(**changes):
    """The least a team needs, for all vendors."""
    return dict(
        copy.deepcopy(
            {
                "name": "payments",
                "members": [{"name": "alice", "email": "alice@example.com"}],
                "services": ["payments"],
                "contacts": {
                    "page": {"slack": {"url": SECRET}},
                    "mail": {"email": "members"},
                    "chat": {"wecom_chat": {"id": "wrk0"}},
                },
                "routing": [{"severity": ["critical"], "notify": ["page", "mail", "chat"]}],
            }
        ),
        **changes,
    )


def objects(team, vendor, **options):
    """The objects of one team that has to be good."""
    result = translate([team], vendor, **options)
    assert result["refused"] == [] and result["teams"] == [team["name"]], result
    return result["objects"]


def fidelity(team, vendor, **options):
    """Path to (status, how)."""
    result = translate([team], vendor, **options)
    assert result["refused"] == [], result["refused"]
    found = {}
    for entry in result["fidelity"]:
        assert (entry["team"], entry["vendor"]) == (team["name"], vendor) and entry[
            "path"
        ] not in found, entry
        found[entry["path"]] = (entry["status"], entry["how"])
    return found


def status(team, vendor, path, **options):
    return fidelity(team, vendor, **options)[path][0]


def refusals(*teams, sources=(), vendor="mackerel", **options):
    """(team, file, path, message) of everything that is refused."""
    return [
        (one["team"], one["file"], one["path"], one["message"])
        for one in translate(list(teams), vendor, sources, **options)["refused"]
    ]


def place(path):
    """``contacts.page.slack.url`` and ``routing[0].notify[1]`` as keys."""
    return [
        int(number) if number else name
        for name, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)
    ]


def put(document, path, value):
    """A copy with one value changed; a value that is ``...`` is taken away."""
    document = copy.deepcopy(document)
    *keys, last = place(path)
    holder = document
    for key in keys:
        holder = holder[key]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return document


def leaves(value, path=""):
    """(path, value) of every single value."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from leaves(one, "%s.%s" % (path, key) if path else str(key))
    elif isinstance(value, list) and value:
        for number, one in enumerate(value):
            yield from leaves(one, "%s[%d]" % (path, number))
    else:
        yield path, value
