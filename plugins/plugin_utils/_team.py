# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From a vendor-neutral team to what each vendor's plural modules take. Pure. Private to oncall.routing.

A team is what ``roles/team_onboarding/meta/argument_specs.yml`` describes. What a vendor calls the three severities, and how much of a
team's routing it can express, is decided here and nowhere else.
"""

from __future__ import annotations

import re

SEVERITIES = ("critical", "warning", "info")
#: BlueKing's levels: 1 fatal, 2 warning, 3 remind.
BK_LEVEL = {"critical": "1", "warning": "2", "info": "3"}
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class TeamError(ValueError):
    """A team that can't be carried out; the text begins with its place in the list."""


def seconds(text, path):
    """``10m`` as 600."""
    found = re.fullmatch(r"(\d+)([smhd])", str(text))
    if not found:
        raise TeamError("%s: %r is not a duration like 30s, 10m, 1h or 1d" % (path, text))
    return int(found.group(1)) * SECONDS[found.group(2)]


def objects(teams, vendor):
    """Option name of the plural module to its list, for one vendor and all teams that are on it."""
    if vendor not in _VENDORS:
        raise TeamError("there is no vendor %r; there are %s" % (vendor, ", ".join(sorted(_VENDORS))))
    seen = {}
    found = {kind: [] for kind in _VENDORS[vendor][0]}
    for number, team in enumerate(teams):
        path = "teams[%d]" % number
        name = str(team.get("name") or "").strip()
        if not name:
            raise TeamError("%s.name: is required" % path)
        if name in seen:
            raise TeamError("%s.name: %r is the same team as %s" % (path, name, seen[name]))
        seen[name] = path
        rules = _rules(team, path)
        if vendor in (team.get("vendors") or _VENDORS):
            for kind, made in _VENDORS[vendor][1](team, rules, path).items():
                found[kind].extend(made)
    return found


def _rules(team, path):
    """The routing with contacts looked up; refuses what nobody could carry out."""
    contacts = team.get("contacts") or {}
    rules = []
    for number, rule in enumerate(team.get("routing") or []):
        here = "%s.routing[%d]" % (path, number)
        for index, severity in enumerate(rule.get("severity") or []):
            if severity not in SEVERITIES:
                raise TeamError("%s.severity[%d]: %r is not one of %s" % (here, index, severity, ", ".join(SEVERITIES)))
        if not rule.get("severity") or not rule.get("notify"):
            raise TeamError("%s: severity and notify are required" % here)
        for index, contact in enumerate(rule["notify"]):
            if contact not in contacts:
                raise TeamError("%s.notify[%d]: %r is not one of the team's contacts: %s" % (
                    here, index, contact, ", ".join(sorted(contacts)) or "it has none"))
        rules.append({"severity": list(rule["severity"]), "contacts": [contacts[contact] for contact in rule["notify"]],
                      "repeat": seconds(rule["repeat"], here + ".repeat") if rule.get("repeat") else 0})
    if not rules:
        raise TeamError("%s.routing: a team without routing is told nothing" % path)
    return rules


def _named(rules, key):
    """What the contacts of some rules are called at a vendor, each once, in the order of the rules."""
    found = []
    for rule in rules:
        for contact in rule["contacts"]:
            for name in contact.get(key) or []:
                if name not in found:
                    found.append(name)
    return found


def _repeat(rules):
    """The shortest repeat any rule asks for; the vendors know one for a whole policy."""
    return min((rule["repeat"] for rule in rules if rule["repeat"]), default=0)


def _mackerel(team, rules, path):
    """Mackerel knows two levels: a group for critical alone, and one for everything where any rule is for less."""
    services = list(team.get("services") or [])
    groups = []
    for suffix, level, chosen in (
            ("critical", "critical", [rule for rule in rules if rule["severity"] == ["critical"]]),
            ("all", "all", [rule for rule in rules if rule["severity"] != ["critical"]])):
        groups.append({"name": "%s: %s" % (team["name"], suffix), "notification_level": level, "child_channels": _named(chosen, "mackerel_channels"),
                       "services": services, "state": "present" if chosen else "absent"})
    setting = {"name": team["name"], "memo": team.get("description") or "", "service_scopes": services,
               "notification_interval": _repeat(rules) // 60}
    return {"notification_groups": groups, "alert_group_settings": [setting]}


def _guance(team, rules, path):
    """One policy with one rule for all times, and a target for each rule of the team."""
    targets = [{"status": rule["severity"], "to": _named([rule], "guance_recipients")} for rule in rules]
    for number, target in enumerate(targets):
        if not target["to"]:
            raise TeamError("%s.routing[%d].notify: no contact of the rule has guance_recipients" % (path, number))
    return {"alert_policies": [{
        "name": team["name"], "desc": team.get("description") or "", "rule_timezone": team["timezone"],
        "alert_opt": {"alert_type": "status", "silent_timeout": _repeat(rules) or 3600, "agg_interval": 0,
                      "alert_target": [{"name": team["name"], "targets": targets}]}}]}


def _bk(team, rules, path):
    """One notice group; the ways of a level are those of the rules for it."""
    ways = {}
    for severity, level in BK_LEVEL.items():
        chosen = _named([rule for rule in rules if severity in rule["severity"]], "bk_ways")
        if chosen:
            ways[level] = chosen
    return {"notice_groups": [{
        "name": team["name"], "message": team.get("description") or "", "notice_way": ways,
        "notice_receiver": [{"type": "user", "id": member.get("bk_username") or member["name"]} for member in team.get("members") or []]}]}


_VENDORS = {
    "mackerel": (("notification_groups", "alert_group_settings"), _mackerel),
    "guance": (("alert_policies",), _guance),
    "bk": (("notice_groups",), _bk),
}
