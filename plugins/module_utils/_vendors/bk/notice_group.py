# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""BlueKing Monitor notice groups, in the form of the vendor's document. Private to
oncall.routing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._describe.hooks import Hooks, Usage
from ..._describe.lists import SetOf
from ..._describe.map import MapOf
from ..._describe.markers import UNKNOWN, Pending
from ..._describe.problems import listed
from ..._describe.resource import Resource
from ..._describe.text import Str
from ..._describe.update import Replace
from . import kinds, user_group
from .gateway import BK
from .parts import BOT, LEVELS, as_code, name_of, person, undone

if TYPE_CHECKING:
    from typing import Any, Sequence

    from ..._describe.hooks import Case
    from ..._describe.markers import Body, Object, Row

#: Where a row holds its native form, if that is only planned yet.
PLANNED = "planned"
#: The options that say who is told, how and, because there is no word of hours, at all hours.
MEANT = {"notice_receiver", "notice_way", "wxwork_group"}
#: The server names the hidden action of a webhook ``[webhook] `` and the name of the group, in 128
#: characters (B53).
LONGEST_HOOKED = 118


def _finish(body: Body, obj: Object) -> Body:
    """Adds the bot as a way: the server drops the chats of a level without ways, and refuses a
    group that has chats only.
    """
    if "notice_way" not in body or "wxwork_group" not in body:
        return body
    ways, chats = dict(body["notice_way"]), body["wxwork_group"]
    for level in chats:
        ways.setdefault(level, [])
    if not any(ways.values()):
        ways.update((level, [BOT]) for level in chats)
    return dict(body, notice_way=ways)


def _validate(case: Case) -> None:
    if (
        {"notice_way", "wxwork_group"} & case.given
        and not case.obj["notice_way"]
        and not case.obj["wxwork_group"]
    ):
        case.refuse("notice_way", "at least one level needs a way, or a chat in wxwork_group")
    hooked = case.obj["webhook_url"] not in (UNKNOWN, "") or (case.row or {}).get(
        "webhook_action_id"
    )
    if case.writes and hooked and len(case.obj["name"]) > LONGEST_HOOKED:
        case.refuse(
            "name",
            "is %d characters long; with a webhook at most %d are allowed, because the server gives"
            " the webhook a longer name of its own" % (len(case.obj["name"]), LONGEST_HOOKED),
        )


def _natives(gateway: Any, rows: Sequence[Row]) -> Sequence[Row]:
    """The native forms of groups; {} for a group that can't be read, of which the task warns."""
    found: Sequence[Row] = gateway.glances(user_group.USER_GROUP, rows)
    if rows and gateway.no_details:
        gateway.doubts.append(
            "Whether a group says more than the notice group calls show, for one that nobody is"
            " told at some hours or that a rota decides, is not known. %s" % gateway.no_details
        )
    return found


def _corrected(gateway: Any, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without values that these calls show and that are not so."""
    found, left = [], []
    for row, native in zip(rows, _natives(gateway, rows)):
        wrong = (
            ["notice_receiver"]
            if native.get("need_duty") or user_group.several_rows(native)
            else []
        )
        wrong += (
            ["notice_way", "wxwork_group"]
            if user_group.times_apart(user_group.alert_notices(native))
            else []
        )
        found.append({key: value for key, value in row.items() if key not in wrong})
        if wrong:
            left.append(
                (
                    str(row.get("name")),
                    (
                        wrong[0]
                        if len(wrong) == 1
                        else "%s and %s" % (", ".join(wrong[:-1]), wrong[-1])
                    ),
                )
            )
    if left:
        gateway.doubts.append(
            "What a rota, several duty rows or hours of the day decide the notice group calls can't"
            " show, so it is left out: %s. Read it with bk_user_group_info"
            % listed(("%s of %r" % (options, name) for name, options in sorted(left)), "; ")
        )
    return found


def _review(gateway: Any, cases: Sequence[Case]) -> None:
    """Compares groups with their native form. That may hold more than these calls show: something
    that the task does not mean, or that a save would lose.
    """
    # each of these groups exists, so each has a row
    rows = {id(case): case.row or {} for case in cases}
    there = [case for case in cases if case.obj is not None and (case.writes or case.given & MEANT)]
    for case in there:
        if PLANNED in rows[id(case)]:
            _compare(case, rows[id(case)][PLANNED])
    asked = [
        case
        for case in there
        if PLANNED not in rows[id(case)] and not isinstance(rows[id(case)]["id"], Pending)
    ]
    for case, native in zip(asked, _natives(gateway, [rows[id(case)] for case in asked])):
        _compare(case, native)
    _warn_of_import(gateway, [case for case in cases if case.obj is None])


def _warn_of_import(gateway: Any, gone: Sequence[Case]) -> None:
    """Warns of groups to delete that the next import of BlueKing's as-code creates again."""
    # the list of user groups shows who uses a group
    rows = (
        gateway.rows(user_group.USER_GROUP)
        if gone and gateway.is_cached(user_group.USER_GROUP)
        else ()
    )
    found = {user_group.USER_GROUP.ident(row): undone(row) for row in rows}
    for case in gone:
        text = found.get(NOTICE_GROUP.ident(case.row or {}))
        if text and case.live:
            case.problems.warn(
                "%sThe notice group %r %s"
                % (case.place + ": " if case.place else "", case.live["name"], text)
            )


def _compare(case: Case, row: Row) -> None:
    lost, apart = (
        user_group.lost_in_notice_group(row),
        user_group.times_apart(user_group.alert_notices(row)),
    )
    meant = sorted({"notice_way", "wxwork_group"} & case.given)
    if lost and case.writes:
        case.refuse(
            "name",
            "saving the group through the notice group calls would lose %s; change it with"
            " bk_user_group" % " and ".join(lost),
        )
    elif apart and meant:
        case.refuse(
            meant[0],
            "is meant for the whole day, but %s; change the group with bk_user_group"
            % listed(
                (
                    "from %s to %s %s"
                    % (start, end, "people are told otherwise" if told else "nobody is told")
                    for start, end, told in apart
                ),
                " and ",
            ),
        )
    elif lost:
        case.warn(
            "name",
            "the group says more than the notice group calls show: %s; use bk_user_group"
            % " and ".join(lost),
        )
    _warn_of_the_rest(case, row)
    if row.get("need_duty"):
        _tell_people(
            case, "who is told is decided by the rota of the group; use bk_user_group for that"
        )
    elif user_group.several_rows(row):
        _tell_people(
            case,
            "the group has several duty rows; the notice group calls show the last and write the"
            " first, so use bk_user_group",
        )


def _warn_of_the_rest(case: Case, row: Row) -> None:
    """Warns of channels and of BlueKing's as-code, of which these calls show nothing."""
    channels: Any = user_group.USER_GROUP.read(row)["channels"] if row else UNKNOWN
    if channels is not UNKNOWN and "user" not in channels:
        case.warn(
            "name",
            "people may not be told at all, because user is not among the channels of the group"
            " (%s); use bk_user_group" % ", ".join(channels),
        )
    code = as_code(row) if case.writes else None
    if code:
        # these calls leave the mark by which an import sees whether its file is newer
        case.warn(
            "name",
            "the group belongs to BlueKing's as-code (%s), which does not notice what is saved"
            " here, and overwrites it when its file changes; use bk_user_group" % code,
        )


def _tell_people(case: Case, text: str) -> None:
    """Refuses or warns: the recipients differ from those that these calls show."""
    if "notice_receiver" in case.given:
        case.refuse("notice_receiver", text)
    else:
        case.warn("name", text)


def _of_user_group(row: Row) -> Row:
    """A user group as the notice group calls show it: with its first time range, and chats of WeCom
    only.
    """
    configs = row["alert_notice"][0].get("notify_config", ()) if row.get("alert_notice") else ()
    chats = {
        str(one["level"]): [
            chat for way in one["notice_ways"] if way["name"] == BOT for chat in way["receivers"]
        ]
        for one in configs
    }
    shown = {
        "name": row.get("name"),
        "message": row.get("desc"),
        "notice_receiver": [user for one in row.get("duty_arranges", ()) for user in one["users"]],
        "notice_way": {
            str(one["level"]): [way["name"] for way in one["notice_ways"]] for one in configs
        },
        "wxwork_group": {level: ",".join(found) for level, found in chats.items() if found},
    }
    if isinstance(row.get("id"), Pending):
        # a new group has what the server makes of omitted keys
        return dict(shown, webhook_url="", **{PLANNED: row})
    # a planned change keeps the values of omitted keys
    told = {
        "notice_way": "alert_notice",
        "wxwork_group": "alert_notice",
        "notice_receiver": "duty_arranges",
        "message": "desc",
    }
    return dict(
        {key: value for key, value in shown.items() if told.get(key, key) in row}, **{PLANNED: row}
    )


NOTICE_GROUP = Resource(
    BK,
    kinds.NOTICE_GROUP,
    "notice_groups",
    about=[
        (
            "A notice group says who receives the alerts of a business, and in which ways"
            " for each level."
        ),
        (
            "A group from the web console may hold more than the vendor's notice group calls"
            " show. Rotas, mentions and the time zone stay as they are."
        ),
        (
            "A task refuses to change a group with several time ranges, or with recipients"
            " of other ways than WeCom, because the change would lose these."
        ),
        (
            "A task that names recipients or ways means the whole day and these people. It"
            " is refused if the group notifies people differently at some hours, or by a"
            " rota; tasks warn about all else that the group holds. For this, the task reads"
            " each such group once besides the list. The C(_info) module does so too, and"
            " leaves out values that are not so."
        ),
        "Change such a group with M(oncall.routing.bk_user_group).",
        "A task that changes or deletes a group of BlueKing's as-code warns about it.",
        (
            "A task deletes a group that strategies or assign rules use only with"
            " C(force=true). The vendor itself refuses to delete a group that strategies"
            " use. It deletes a group that only assign rules use, and these keep the id. The"
            " list of user groups shows the use."
        ),
    ],
    update=Replace(),
    hooks=Hooks(
        finish=_finish,
        validate=_validate,
        review=_review,
        corrects=sorted(MEANT),
        correct=_corrected,
    ),
    usage=Usage(
        also_as=((user_group.USER_GROUP, _of_user_group),), also_used=user_group.used_groups
    ),
    fields={
        "name": name_of("notice group"),
        "message": Str(
            [
                (
                    "A description; the C(message) of the vendor's document. C(message) is valid"
                    " as the name of this option, and results have it; only ansible-test does"
                    " not let a module declare an option of that name."
                )
            ],
            strip=True,
            declared_as="desc",
        ),
        "notice_receiver": SetOf(
            person("Whether O(notice_receiver[].id) is a user or a group of the business."),
            required=True,
            members=True,
            ordered=True,
            help=(
                "The recipients. Required for a new group. Their order has a meaning:"
                " V(voice) calls them one after the other."
            ),
        ),
        "notice_way": MapOf(
            SetOf(
                Str(strip=True, blank=False), ignore={BOT: "give the chat in wxwork_group instead"}
            ),
            keys=LEVELS,
            required=True,
            required_unless="wxwork_group",
            help=(
                "The ways of notification for each level: V(1) or V(fatal), V(2) or"
                " V(warning), V(3) or V(remind). Ways are V(weixin), V(mail), V(sms),"
                " V(voice) and those of the site. Required for a new group without"
                " O(wxwork_group)."
            ),
        ),
        "webhook_url": Str(
            [
                "A URL that every strategy with the group calls as well.",
                (
                    "If it becomes empty, the server keeps the callback that it made for it,"
                    " without URL."
                ),
                (
                    "It is a secret. Results show V(********), which as input keeps the"
                    " stored value."
                ),
            ],
            strip=True,
            secret=True,
            kept=True,
        ),
        "wxwork_group": MapOf(
            SetOf(Str(strip=True, blank=False), joined=","),
            keys=LEVELS,
            kept=True,
            help=(
                "Group chats of WeCom that receive the alerts, for each level as in"
                " O(notice_way); a list, or a string with commas."
            ),
        ),
    },
)
