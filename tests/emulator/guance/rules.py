# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a body of the alert policy calls must look like (docs/vendors/guance.md)."""

from __future__ import annotations

import re

from ..checks import boolean, integer, join, list_of, nullable, one_of, record, text

PLAIN = ("critical", "error", "warning", "nodata", "info")
SECURITY = ("critical", "high", "medium", "low", "info")
BY_STATUS = ("fatal", *PLAIN, *(f"security_{level}" for level in SECURITY))
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d")
_UUIDS = list_of(text(1))


def _tokens(value):
    return [token.strip() for token in value.split(",")]


def _statuses(allowed):
    """One word or a comma list of words."""

    def rule(value, path, found):
        if not isinstance(value, str):
            found.bad(path, "must be string")
            return
        tokens = _tokens(value)
        wrong = [token for token in tokens if token not in allowed]
        if wrong:
            found.bad(path, f"holds unknown words: {', '.join(map(repr, wrong))}")
        if len(set(tokens)) != len(tokens):
            found.odd(path, "holds the same word twice")

    return rule


def _target_words(target, path, found):
    """Which statuses go with which source."""
    if target["status"].lower() == "all":
        return
    allowed = SECURITY if target.get("df_source") == "security" else (*PLAIN, "fatal")
    _statuses(allowed)(target["status"], join(path, "status"), found)


_UPGRADE = record(
    {"to": list_of(text(1), 1)}, {"duration": integer(0), "toWay": _UUIDS, "status": text()}
)


def _tags(value, path, found):
    if not isinstance(value, dict):
        found.bad(path, "must be object")
        return
    for name, values in value.items():
        list_of(text())(values, join(path, name), found)


_TARGET = record(
    {"to": list_of(text(1), 1), "status": text(1)},
    # an empty df_source is refused by the real service
    {
        "df_source": one_of("security"),
        "tags": _tags,
        "filterString": text(),
        "upgradeTargets": list_of(_UPGRADE, unique=False),
    },
    then=_target_words,
)
_TARGETS = list_of(_TARGET, unique=False)
_INFO = record(
    {"targets": list_of(_TARGET, 1, unique=False)},
    {"name": text(), "filterString": text(), "memberInfo": _UUIDS},
)


def _window(rule, path, found):
    """A repeat window, a custom window, or neither; empty values count as not given."""
    crontab, crontab_duration = rule.get("crontab"), rule.get("crontabDuration")
    dates, start, duration = (
        rule.get("customDateUUIDs"),
        rule.get("customStartTime"),
        rule.get("customDuration"),
    )
    if bool(crontab) != bool(crontab_duration):
        found.bad(path, "needs crontab and crontabDuration together")
    if crontab and len(crontab.split()) != 5:
        found.bad(join(path, "crontab"), "must have five fields")
    if len({bool(dates), bool(start), bool(duration)}) != 1:
        found.bad(path, "needs customDateUUIDs, customStartTime and customDuration together")
    if start and not _TIME_OF_DAY.fullmatch(start):
        found.bad(join(path, "customStartTime"), f"must be HH:mm:ss, is {start!r}")
    if crontab and dates:
        found.odd(path, "has a repeat window and a custom window")


_RULE = record(
    {},
    {
        "name": text(),
        "targets": _TARGETS,
        "alertInfo": list_of(_INFO, unique=False),
        "crontab": text(),
        "crontabDuration": integer(0),
        "customDateUUIDs": _UUIDS,
        "customStartTime": text(),
        "customDuration": integer(0),
    },
    then=_window,
)


def _opt_fields(version):
    fields = {
        "alertType": one_of("status", "member"),
        "silentTimeout": integer(0),
        "aggInterval": integer(0, 1800),
        "silentTimeoutByStatusEnable": boolean,
        "silentTimeoutByStatus": list_of(
            record({"status": _statuses(BY_STATUS), "silentTimeout": integer(0)})
        ),
        "aggFields": _UUIDS,
        "aggLabels": list_of(text(1)),
        "aggClusterFields": list_of(one_of("df_title", "df_message")),
        "aggSendFirst": boolean,
        "alertTarget": list_of(_RULE, unique=False),
    }
    if version == "v2":
        # null is allowed here and nowhere else; the providers clear it with ""
        fields["aggType"] = nullable(one_of("byFields", "byCluster", "byAI", "byCustom", ""))
        fields["ignoreOK"] = boolean
    return fields


def _enabled_needs_list(opt, path, found):
    if opt.get("silentTimeoutByStatusEnable") and opt.get("silentTimeoutByStatus") == []:
        found.odd(path, "silentTimeoutByStatusEnable without silentTimeoutByStatus")


def _opt_rule(version, create, zeros):
    fields = _opt_fields(version)
    # G39: the vendor's own clients leave zeros out of a create; whether a server takes that for 0
    # is not known
    required = () if zeros else ("silentTimeout", "aggInterval") if create else ("aggInterval",)
    return record(
        {key: fields.pop(key) for key in required},
        fields,
        then=_enabled_needs_list,
        forbidden={
            "type": "is a left-over of another page, never to be sent",
            **_v1_forbidden(version, "aggType", "ignoreOK"),
        },
    )


def _v1_forbidden(version, *keys):
    return dict.fromkeys(keys, "is not known to v1") if version == "v1" else {}


def permission(value, path, found):
    if not isinstance(value, str) or not (
        value in ("wsAdmin", "general", "readOnly")
        or value.startswith(("role_", "group_", "acnt_"))
    ):
        found.bad(path, f"{value!r} cannot be in a permissionSet")


def policy_rule(version, create, zeros=False):
    """The body of add, add_v2, modify or modify_v2. `zeros`: a create may leave out what is 0."""
    name = text(1, blank=False)
    fields = {
        "name": name,
        "desc": text(0, 256),
        "openPermissionSet": boolean,
        "permissionSet": list_of(permission),
        "alertOpt": _opt_rule(version, create, zeros and create),
    }
    if version == "v2":
        fields.update(checkerUUIDs=_UUIDS, securityRuleUUIDs=list_of(text(pattern=r"srul_\w+")))
    required = {"ruleTimezone": text(1, blank=False)}
    for key in ("name", "alertOpt") if create else ():
        required[key] = fields.pop(key)
    return record(
        required, fields, forbidden=_v1_forbidden(version, "checkerUUIDs", "securityRuleUUIDs")
    )


RULES = {
    (version, create, zeros): policy_rule(version, create, zeros)
    for version in ("v1", "v2")
    for create in (True, False)
    for zeros in (True, False)
}


def modes(opt, path, found):
    """What depends on alertType; run over the merged alertOpt."""
    member = opt.get("alertType") == "member"
    for place, rule in enumerate(opt.get("alertTarget") or ()):
        here = f"alertOpt.alertTarget[{place}]"
        own, other = ("alertInfo", "targets") if member else ("targets", "alertInfo")
        if not rule.get(own):
            found.bad(join(here, own), "is required in this mode and must not be empty")
        if rule.get(other):
            found.odd(join(here, other), "does not go with this mode")
        for inner, info in enumerate(rule.get("alertInfo") or () if member else ()):
            _recipients(
                info.get("memberInfo") or (),
                ("acnt_", "group_"),
                (),
                f"{here}.alertInfo[{inner}].memberInfo",
                found,
            )
            _check_targets(info["targets"], member, f"{here}.alertInfo[{inner}]", found)
        if not member:
            _check_targets(rule.get("targets") or (), member, here, found)


def _check_targets(targets, member, path, found):
    people, words = ("acnt_", "group_"), ("email", "sms")
    for place, target in enumerate(targets):
        here = f"{path}.targets[{place}]"
        if member:
            _recipients(target["to"], ("notify_",), words, f"{here}.to", found)
        else:
            _recipients(target["to"], (*people, "notify_"), (), f"{here}.to", found)
        for step, upgrade in enumerate(target.get("upgradeTargets") or ()):
            there = f"{here}.upgradeTargets[{step}]"
            _recipients(
                upgrade["to"], people if member else (*people, "notify_"), (), f"{there}.to", found
            )
            if member:
                _recipients(
                    upgrade.get("toWay") or (),
                    ("notify_",),
                    (*words, "mail"),
                    f"{there}.toWay",
                    found,
                )
            elif upgrade.get("toWay"):
                # G92: the vendor's own client sends it
                found.noted(f"{there}.toWay", "only goes with member mode")


def _recipients(values, prefixes, words, path, found):
    for value in values:
        if not value.startswith(prefixes) and value not in words:
            found.bad(path, f"{value!r} cannot be a recipient here")


def references(opt):
    """Every uuid an alertOpt mentions."""
    out = []

    def walk(value):
        if isinstance(value, dict):
            for key, item in value.items():
                if key in ("to", "toWay", "memberInfo", "customDateUUIDs"):
                    out.extend(item or ())
                elif key in ("alertTarget", "alertInfo", "targets", "upgradeTargets"):
                    walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)

    walk(opt)
    return out
