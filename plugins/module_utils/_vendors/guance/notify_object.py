# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Guance / TrueWatch notify objects. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._describe.hooks import Guards, Hooks, Usage
from ..._describe.lists import SetOf
from ..._describe.markers import UNKNOWN
from ..._describe.numbers import Bool
from ..._describe.problems import quoted
from ..._describe.record import Record
from ..._describe.resource import Resource
from ..._describe.text import Secret, Str
from ..._describe.update import Merge
from . import kinds
from .alert_policy import ALERT_POLICY
from .gateway import GUANCE
from .kinds import rights
from .people import PHONE, Member, permissions
from .rules import check_length, check_permissions

if TYPE_CHECKING:
    from typing import Any

    from ..._describe.field import Stored
    from ..._describe.hooks import Case
    from ..._describe.markers import Row
    from ..._describe.problems import Problems

SIGNED, HOOK = ("opt_set.webhook", "opt_set.secret"), ("opt_set.webhook",)
REQUEST, TO = ("opt_set.url", "opt_set.headers_config"), ("opt_set.to",)
#: Type to the options that it has.
TYPES = {
    "dingTalkRobot": SIGNED,
    "feishuRobot": SIGNED,
    "wechatRobot": HOOK,
    "slackIncomingWebhook": HOOK,
    "teamsWorkflowWebhook": HOOK,
    "googleChatWebhook": HOOK,
    "HTTPRequest": REQUEST,
    "simpleHTTPRequest": REQUEST,
    "mailGroup": TO,
    "sms": TO,
    "vms": TO,
    "telegramBot": ("opt_set.token", "opt_set.chat_id", "opt_set.message_thread_id"),
}


class HeaderName(Str):
    """The name of a header. The vendor trims it and ignores case. Its key is ``key``, but it is no
    secret.
    """

    def key(self, value: Any) -> Any:
        return value.lower()

    def spec(self) -> dict[str, Any]:
        return dict(super().spec(), no_log=False)


class Headers(Record):
    """Headers. No headers that are switched off are the same as none at all."""

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        return self._trimmed(super()._parse(value, path, problems, stored))

    def read(self, raw: Any) -> Any:
        return self._trimmed(super().read(raw))

    def write(self, value: Any) -> Any:
        return dict({"isOpen": False, "items": []}, **super().write(value))

    @staticmethod
    def _trimmed(value: Any) -> Any:
        return {} if value == {"is_open": False} else value


def _validate(case: Case) -> None:
    obj, kind = case.obj, case.obj["type"]
    check_length(case, 128)
    check_permissions(case)
    if kind not in TYPES and kind is not UNKNOWN and not case.live and "type" in case.given:
        case.refuse("type", "%s is not one of %s" % (quoted(kind), ", ".join(TYPES)))
    for number, to in enumerate(
        obj["opt_set.to"] if "opt_set.to" in case.given and TYPES.get(kind) is TO else ()
    ):
        phone = PHONE.fullmatch(to) is not None
        if phone != (kind != "mailGroup"):
            case.refuse(
                "opt_set.to[%d]" % number,
                (
                    "%r is a phone number; a mail group takes members" % to
                    if phone
                    else "%s is no phone number, which is what type %s takes" % (quoted(to), kind)
                ),
            )
    headers = obj["opt_set.headers_config"]
    if (
        "opt_set.headers_config" in case.given
        and headers is not UNKNOWN
        and headers.get("items")
        and not headers["is_open"]
    ):
        case.warn("opt_set.headers_config.is_open", "is false, so the headers are not sent")


def _unknown_type(row: Row) -> str | None:
    return (
        None
        if not isinstance(row.get("type"), str) or row["type"] in TYPES
        else "a notify object of type %r, which is not known here," % row["type"]
    )


NOTIFY_OBJECT = Resource(
    GUANCE,
    kinds.NOTIFY_OBJECT,
    "notify_objects",
    about=[
        (
            "A notify object delivers the alerts of alert policies: through a chat robot, a"
            " webhook, a mail group or phone numbers."
        ),
        "The same API serves both brands, Guance and TrueWatch.",
        (
            "The modules refer to and delete objects of unknown types, but do not change"
            " them. A purge passes them over."
        ),
    ],
    update=Merge(whole_groups=("opt_set",)),
    hooks=Hooks(validate=_validate),
    guards=Guards(unwritable=_unknown_type),
    usage=Usage(users=(ALERT_POLICY,), touches=()),
    variants=("type", TYPES),
    shown=rights("notify object"),
    groups={
        "opt_set": (
            "optSet",
            (
                "The address and its credentials. The type decides which options exist. An"
                " omitted option keeps its stored value."
            ),
        )
    },
    fields={
        # answers lack keys that were never sent (G27), so only required keys are always there
        "name": Str("Name of the notify object.", blank=False, required=True),
        "type": Str(
            "The type: %s. Required for a new notify object."
            % ", ".join("V(%s)" % one for one in TYPES),
            required=True,
            fixed=(
                "the vendor can't change the type; delete it and create it anew, or take another"
                " name"
            ),
        ),
        "opt_set.webhook": Secret(
            [
                "Address of a robot or a chat.",
                (
                    "Required for V(dingTalkRobot), V(feishuRobot), V(wechatRobot),"
                    " V(slackIncomingWebhook), V(teamsWorkflowWebhook) and"
                    " V(googleChatWebhook)."
                ),
            ],
            blank=False,
            required=True,
            send="with_group",
        ),
        "opt_set.secret": Secret(
            "Secret that signs the messages. For V(dingTalkRobot) and V(feishuRobot).",
            send="with_group",
            left_out=True,
        ),
        "opt_set.url": Secret(
            "Address of the request. Required for V(HTTPRequest) and V(simpleHTTPRequest).",
            blank=False,
            required=True,
            send="with_group",
        ),
        "opt_set.headers_config": Headers(
            {
                "is_open": Bool("Whether to send the headers; C(false) keeps them for later."),
                "items": SetOf(
                    Record(
                        {
                            "key": HeaderName(
                                "Name of the header; capitals make no difference.",
                                strip=True,
                                blank=False,
                                required=True,
                            ),
                            "value": Secret("Its value.", blank=False, required=True),
                        }
                    ),
                    by="key",
                    left_out=True,
                    help="The headers.",
                ),
            },
            default={},
            send="with_group",
            left_out=True,
            help=(
                "Headers of the request. A task gives them whole. For V(HTTPRequest) and"
                " V(simpleHTTPRequest). Old deployments do not know them."
            ),
        ),
        "opt_set.to": SetOf(
            Member(others=True),
            required=True,
            send="with_group",
            help=[
                (
                    "The recipients. For V(mailGroup) e-mail addresses, or UUIDs"
                    " (C(acnt_...)) of members of the workspace. With C(member:) in front"
                    " the address must be a member's."
                ),
                (
                    "The vendor keeps an address of no member as it is, and may deliver"
                    " nothing to it. Tasks warn about it."
                ),
                "For V(sms) and V(vms) phone numbers, in quotes.",
            ],
        ),
        "opt_set.token": Secret(
            "Token of the bot. Required for V(telegramBot).",
            blank=False,
            required=True,
            send="with_group",
        ),
        "opt_set.chat_id": Str(
            "The chat that the bot writes to. Required for V(telegramBot).",
            api="chat_id",
            blank=False,
            required=True,
            numbers=True,
            send="with_group",
        ),
        "opt_set.message_thread_id": Str(
            "The thread of the chat. For V(telegramBot).",
            api="message_thread_id",
            send="with_group",
            numbers=True,
            left_out=True,
        ),
        **permissions("notify object"),
    },
)
