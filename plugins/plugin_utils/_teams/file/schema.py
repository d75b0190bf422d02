# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a team file looks like: a JSON Schema (draft 2020-12) as data. Private to oncall.routing.

Editors read it as ``docs/team.schema.json``, which ``tests/tools/generate.py`` writes;
:mod:`.validate` interprets it. Beside the keywords of the standard there are two annotations:
``patternErrorMessage``, which editors know too, and ``writeOnly`` for what is a secret and never
repeated.
"""

from __future__ import annotations

from typing import Any

from .names import NAME, NAMES

Schema = dict[str, Any]

SEVERITIES = ("critical", "warning", "info")
#: What a team comes to at each vendor: names of the plural modules' lists, in the order in which
#: they have to be made.
KINDS = {
    "mackerel": ("services", "channels", "notification_groups", "alert_group_settings"),
    "guance": ("notify_objects", "member_groups", "alert_policies"),
    "bk": ("notice_groups", "user_groups"),
}
VENDORS = tuple(KINDS)
LABELS = {"mackerel": "Mackerel", "guance": "Guance", "bk": "BlueKing"}
#: Ways to reach somebody. Chats can mention people, and some are signed.
SIGNED = ("dingtalk", "feishu")
CHATS = ("slack", "teams", "google_chat") + SIGNED + ("wecom", "wecom_chat")
WAYS = CHATS + ("webhook", "email", "phone")
#: Contacts that every team with members has.
PSEUDO = ("members", "lead")
STATUSES = ("fatal", "critical", "error", "warning", "nodata", "info")

#: The end of the text and not, as ``$`` for some, the place before a last line break.
_END = "(?![\\s\\S])"
_DAY = "(?:mon|tue|wed|thu|fri|sat|sun)"
_DAYS = "%s(?:-%s)?" % (_DAY, _DAY)


def _text(
    description: str, pattern: str | None = None, wrong: str | None = None, **more: Any
) -> Schema:
    schema: Schema = {"type": "string", "description": description}
    if pattern is None:
        schema["minLength"] = 1
    else:
        schema.update(pattern="^(?:%s)%s" % (pattern, _END), patternErrorMessage=wrong)
    return dict(schema, **more)


def _object(
    description: str,
    properties: dict[str, Schema],
    required: tuple[str, ...] = (),
    empty: bool = True,
    **more: Any,
) -> Schema:
    schema: Schema = {
        "type": "object",
        "description": description,
        "properties": properties,
        "additionalProperties": False,
    }
    if required:
        schema["required"] = list(required)
    if not empty:
        schema["minProperties"] = 1
    return dict(schema, **more)


def _list(description: str, items: Schema, unique: bool = True, empty: bool = False) -> Schema:
    schema: Schema = {"type": "array", "description": description, "items": items}
    if not empty:
        schema["minItems"] = 1
    if unique:
        schema["uniqueItems"] = True
    return schema


def _name(description: str) -> Schema:
    return _text(description, NAME, "is no name: %s" % NAMES)


def _url(description: str) -> Schema:
    return _text(
        description,
        "[Hh][Tt][Tt][Pp][Ss]?://[^\\s/]\\S*",
        "is no http or https URL",
        writeOnly=True,
    )


def _duration(description: str, *words: str) -> Schema:
    return _text(
        description,
        "|".join(("(?:[0-9]{1,6}[smhd])+",) + words),
        "is no duration like 30s, 10m, 1h30m or 1d%s"
        % "".join(", nor %s" % word for word in words),
        examples=["10m", "1h30m"],
    )


def _people(description: str) -> Schema:
    """One or more of: ``members``, ``lead``, names of members, and where it is for mail,
    addresses.
    """
    return {
        "description": description,
        "type": ["string", "array"],
        "minLength": 1,
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "string", "minLength": 1},
        "examples": ["members", "lead"],
    }


def _vendor(description: str, properties: dict[str, Schema], lists: tuple[str, ...]) -> Schema:
    options = {
        name: {
            "type": "object",
            "description": (
                "Options of this vendor's %s, added to each one of the team."
                % name.replace("_", " ")
            ),
        }
        for name in lists
    }
    return _object(
        description,
        dict(
            properties,
            options=_object(
                "Options of the vendor's own, by the kind of object. They take the place of what"
                " the team file would make of them.",
                options,
            ),
        ),
        type=["object", "null"],
    )


def _besides_the_way() -> dict[str, Schema]:
    """What a contact may say beside its way."""
    return {
        "way": {
            "enum": ["voice", "sms"],
            "description": "Whether the phone rings (voice, unless given) or gets a text (sms).",
        },
        "mention": _text(
            "Whom the message mentions: @here, @channel, or a text that the chat understands."
        ),
        "existing": _object(
            "What somebody made by hand and is only referred to, by vendor.",
            {
                "mackerel": _text("Name or id of a channel."),
                "guance": _text(
                    "A recipient: notify:NAME, team:NAME, member:ADDRESS, or an id.",
                    "(?:notify:|team:|member:|acnt_|group_|notify_)\\S.*",
                    "does not say what it is: write notify:NAME, team:NAME, member:ADDRESS or an id"
                    " (acnt_..., group_..., notify_...)",
                ),
                "bk": _object(
                    "Ways of the site, or a chat.",
                    {
                        "ways": _list(
                            "Names of ways.",
                            _text(
                                "A way.", "(?!wxwork-bot)\\S+", "is no way; a chat goes into chat"
                            ),
                        ),
                        "chat": _text("Id of a group chat.", "\\S+", "is no chat id"),
                    },
                    empty=False,
                ),
            },
            empty=False,
        ),
    }


def _contact() -> Schema:
    url = _url("Where messages are posted. A secret.")
    hook = {"url": url}
    signed = {"url": url, "secret": _text("What signs the messages. A secret.", writeOnly=True)}
    ways: dict[str, Schema] = {
        "slack": _object("An incoming webhook of Slack.", hook, ("url",)),
        "teams": _object("A workflow webhook of Microsoft Teams.", hook, ("url",)),
        "google_chat": _object("A webhook of Google Chat.", hook, ("url",)),
        "dingtalk": _object("A robot of DingTalk.", signed, ("url",)),
        "feishu": _object("A robot of Feishu.", signed, ("url",)),
        "wecom": _object("A robot of WeCom.", hook, ("url",)),
        "wecom_chat": _object(
            "A group chat of WeCom, as BlueKing knows it.",
            {"id": _text("Id of the chat.", "\\S+", "is no chat id")},
            ("id",),
        ),
        "webhook": _object("Any other address that is called.", hook, ("url",)),
        "email": _people("By mail: members, lead, names of members, or addresses."),
        "phone": _people("By phone: members, lead, or names of members."),
    }
    foreign = {
        way: (() if way == "phone" else ("way",)) + (() if way in CHATS else ("mention",))
        for way in WAYS
    }
    alone = {
        "required": ["existing"],
        "properties": dict.fromkeys(WAYS + ("way", "mention"), False),
    }
    return _object(
        "One way to reach somebody.",
        dict(ways, **_besides_the_way()),
        oneOf=[{"required": [way]} for way in WAYS] + [alone],
        dependentSchemas={
            way: {"properties": dict.fromkeys(names, False)} for way, names in foreign.items()
        },
    )


def _rule() -> Schema:
    notify = _list(
        "Names of contacts; members and lead are there without being listed.",
        {"type": "string", "minLength": 1},
    )
    return _object(
        "Who is told about what, and when.",
        {
            "severity": _list("The severities the rule is for.", {"enum": list(SEVERITIES)}),
            "notify": notify,
            "repeat": _duration(
                "After what time an alert that goes on is told again; never tells it once.", "never"
            ),
            "escalate": _list(
                "Who else is told when an alert goes on.",
                _object(
                    "One step.",
                    {"after": _duration("How long after the alert began."), "notify": notify},
                    ("after", "notify"),
                ),
                unique=False,
            ),
            "when": _object(
                "The times the rule is for; all times when left out.",
                {
                    "days": _text(
                        "Days of the week, like mon-fri or sat,sun; every day when left out.",
                        "%s(?:, ?%s)*" % (_DAYS, _DAYS),
                        "are no days like mon-fri or sat,sun",
                        examples=["mon-fri"],
                    ),
                    "from": _text(
                        "When it begins on these days, in quotes.",
                        "(?:[01]?[0-9]|2[0-3]):[0-5][0-9]",
                        "is no time of day like 09:00",
                        examples=["09:00"],
                    ),
                    "for": _duration("How long it lasts, at most a day."),
                    "except": _list(
                        "Notice dates on which the rule is not for any time of the day.",
                        _text("Name of a calendar."),
                    ),
                },
                empty=False,
                dependentRequired={"from": ["for"], "for": ["from"]},
            ),
        },
        ("severity", "notify"),
    )


SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A team of oncall.routing",
    **_object(
        "One team: who is in it, how it is reached, and who is told about what.",
        {
            "name": _name("Name of the team; what is made at the vendors is called after it."),
            "description": _text("What the team does.", minLength=0),
            "timezone": _text(
                "Time zone of all times, an IANA name; UTC unless given.",
                "[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)*",
                "is no IANA name like Asia/Tokyo",
                examples=["Asia/Tokyo"],
            ),
            "accounts": _list(
                "The accounts the team is on, as the inventory calls them; all when left out.",
                _text("Name of a host of the inventory."),
            ),
            "members": _list("The people.", {"$ref": "#/$defs/member"}, unique=False, empty=True),
            "services": _list(
                "Services of Mackerel whose alerts are the team's.",
                _text(
                    "Name of a service.",
                    "[A-Za-z0-9][A-Za-z0-9_-]{1,62}",
                    "is no service of Mackerel: 2 to 63 letters, digits, - and _",
                ),
                empty=True,
            ),
            "contacts": {
                "type": "object",
                "description": "Ways to reach the team, by names of its own.",
                "propertyNames": _name("Name of a contact."),
                "additionalProperties": {"$ref": "#/$defs/contact"},
            },
            "routing": _list(
                "The rules. The first one that has the severity and the time decides.",
                {"$ref": "#/$defs/rule"},
                unique=False,
            ),
            "vendors": _object(
                "The vendors the team is on; all when left out.",
                {
                    "mackerel": _vendor(
                        "Mackerel.",
                        {
                            "join_default": {
                                "type": "boolean",
                                "description": (
                                    "Whether the team's channels join the default notification"
                                    " group when they are made."
                                ),
                            },
                            "create_services": {
                                "type": "boolean",
                                "description": (
                                    "Whether services that are not there are created; they are"
                                    " never deleted."
                                ),
                            },
                        },
                        KINDS["mackerel"][1:],
                    ),  # of a service only the name is known
                    "guance": _vendor(
                        "Guance or TrueWatch.",
                        {
                            "workspace": _text(
                                "The workspace the team is on, where there are several accounts."
                            ),
                            "checkers": _list(
                                "Monitors, inspections and SLOs that use the team's policy, by"
                                " name. All others are unbound.",
                                _text("Name of a checker."),
                                empty=True,
                            ),
                            "severity": _object(
                                "The vendor's statuses that a severity stands for, in place of the"
                                " usual ones.",
                                {
                                    severity: _list("Statuses.", {"enum": list(STATUSES)})
                                    for severity in SEVERITIES
                                },
                            ),
                        },
                        KINDS["guance"],
                    ),
                    "bk": _vendor(
                        "BlueKing Monitor.",
                        {
                            "bk_biz_id": {
                                "type": "integer",
                                "description": "The business; that of the account unless given.",
                            },
                        },
                        KINDS["bk"],
                    ),
                },
                empty=False,
            ),
        },
        ("name", "contacts", "routing"),
    ),
    "$defs": {
        "member": _object(
            "A person.",
            {
                "name": _name("Name of the person in this file."),
                "email": _text(
                    "Address at which the vendors know the person.",
                    "[^@\\s]+@[^@\\s]+",
                    "is no mail address",
                ),
                "phone": _text(
                    "Number in quotes, with the country in front.",
                    "\\+?[0-9][0-9 ()-]{3,30}",
                    "is no phone number",
                    examples=["+81 90 1234 5678"],
                ),
                "lead": {"type": "boolean", "description": "Whether the person leads the team."},
                "bk_username": _text("Name of the person at BlueKing, if it is another."),
            },
            ("name",),
        ),
        "contact": _contact(),
        "rule": _rule(),
    },
}
