# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mackerel channels. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..._describe.hooks import Guards, Hooks, Usage
from ..._describe.lists import SetOf
from ..._describe.map import MapOf
from ..._describe.numbers import Bool
from ..._describe.problems import quoted
from ..._describe.reference import Ref
from ..._describe.resource import Resource
from ..._describe.text import Enum, Secret, Str, matches
from ..._describe.update import Replace
from . import kinds
from .gateway import MACKEREL
from .notification_group import NOTIFICATION_GROUP

if TYPE_CHECKING:
    from ..._describe.hooks import Case
    from ..._describe.markers import Row

OPTIONS = {
    "email": ("emails", "user_ids", "events"),
    "slack": ("url", "mentions", "enabled_graph_image", "events"),
    "webhook": ("url", "enabled_graph_image", "events"),
}
WRITABLE = (
    "only email, slack and webhook can be written through the API; channels of other types are made"
    " in the web console"
)


def _unwritable(row: Row) -> str | None:
    return (
        None
        if not isinstance(row.get("type"), str) or row["type"] in OPTIONS
        else "a channel of type %s" % row["type"]
    )


def _protected(row: Row) -> str | None:
    return (
        None if isinstance(row.get("type"), str) else "a channel of which the answer shows no type"
    )


def _validate(case: Case) -> None:
    if case.live is None and case.obj["type"] not in ("",) + tuple(OPTIONS):
        case.refuse("type", "%s can't be created: %s" % (quoted(case.obj["type"]), WRITABLE))


def _url(text: str) -> str | None:
    # the message does not repeat it, because it is a secret
    return None if re.fullmatch(r"https?://[^\s/]\S*", text, re.I) else "is no http or https URL"


CHANNEL = Resource(
    MACKEREL,
    kinds.CHANNEL,
    "channels",
    about=[
        (
            "A channel delivers notifications: to mail addresses and users, to Slack, or to"
            " a webhook."
        ),
        (
            "The modules read, refer to and delete channels of other types. Only the web"
            " console creates or changes them. A purge passes them over."
        ),
        (
            "Mackerel suspends a channel whose deliveries keep failing. Tasks warn about it,"
            " and only the web console resumes it."
        ),
        ("Mackerel does not require names to be unique. Give the id where a name is not unique."),
    ],
    update=Replace(keeps_unknown=True),
    variants=("type", OPTIONS),
    guards=Guards(unwritable=_unwritable, protected=_protected),
    hooks=Hooks(validate=_validate),
    usage=Usage(users=(NOTIFICATION_GROUP,)),
    hints={
        400: (
            "somebody in user_ids may be no member of the organization any more: give user_ids"
            " without them"
        )
    },
    fields={
        "name": Str("Name of the channel.", blank=False, required=True),
        "type": Str(
            [
                "The type: V(email), V(slack) or V(webhook). Required for a new channel.",
                (
                    "No task changes the type: a new channel would have another id, and"
                    " notification groups would still refer to the old one."
                ),
                (
                    "Channels from the web console may have other types. The option accepts"
                    " these for an existing channel."
                ),
            ],
            blank=False,
            required=True,
            fixed=(
                "the vendor does not change it, and a new channel would have another id, which the"
                " notification groups that refer to it do not know; create one with another name,"
                " put it into the groups, then delete this one"
            ),
        ),
        "emails": SetOf(
            Str(check_with=matches(r"[^@\s]+@[^@\s]+", "a mail address")),
            members=True,
            help="Mail addresses that receive the notifications. For V(email).",
        ),
        "user_ids": SetOf(
            Ref("user"),
            help=(
                "Users of the organization that receive the notifications, by mail address,"
                " name or id. For V(email)."
            ),
        ),
        "url": Secret(
            [
                (
                    "The address that receives the notifications. For V(slack) and"
                    " V(webhook), and required for a new channel of these types."
                ),
                (
                    "It is a secret. Results show V(********), which as input keeps the"
                    " stored value."
                ),
            ],
            required=True,
            blank=False,
            check_with=_url,
        ),
        "mentions": MapOf(
            Str(),
            keys={"ok": "ok", "warning": "warning", "critical": "critical"},
            help=(
                "The mentions in Slack by the status of the alert: C(ok), C(warning),"
                " C(critical). A task gives them whole. For V(slack)."
            ),
        ),
        # recorded answers of webhooks lack it (M39), so a task does not write because of it alone
        "enabled_graph_image": Bool(
            "Whether to send a picture of the graph. For V(slack) and V(webhook).",
            silent=True,
        ),
        "events": SetOf(
            Enum(["alert", "alertGroup", "hostStatus", "hostRegister", "hostRetire", "monitor"]),
            first=["alert"],
            help=[
                (
                    "The events that the channel announces. A new channel announces V(alert)"
                    " by default. V([]) announces nothing."
                ),
                (
                    "With V(alertGroup) it announces alert groups in place of the single"
                    " alerts that they gather."
                ),
            ],
        ),
        "add_to_default_notification_group": Bool(
            [
                (
                    "Whether a new channel joins the default notification group, which"
                    " receives every notification."
                ),
                (
                    "It has an effect only on creation. Later, change"
                    " O(oncall.routing.mackerel_notification_group#module:child_channels) of"
                    " the default group."
                ),
            ],
            once=True,
        ),
    },
)
