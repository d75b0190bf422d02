# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""BlueKing Monitor notice groups, in the form of the vendor's document. Private to oncall.routing."""

from __future__ import annotations

from ..._resource.containers import MapOf, SetOf
from ..._resource.fields import Pending, Str
from ..._resource.resource import Resource
from . import user_group
from .gateway import BK
from .parts import BOT, LEVELS, name_of, person, same_name

#: Where a row holds its native form, if that is only planned yet.
PLANNED = "planned"


def _finish(body, obj):
    """A chat of a level without ways would be dropped, and a group with chats only is refused unless the bot is a way."""
    if "notice_way" not in body or "wxwork_group" not in body:
        return body
    ways, chats = dict(body["notice_way"]), body["wxwork_group"]
    for level in chats:
        ways.setdefault(level, [])
    if not any(ways.values()):
        ways.update((level, [BOT]) for level in chats)
    return dict(body, notice_way=ways)


def _validate(case):
    if {"notice_way", "wxwork_group"} & case.given and not case.obj["notice_way"] and not case.obj["wxwork_group"]:
        case.refuse("notice_way", "at least one level needs a way, or a chat in wxwork_group")


def _review(gateway, cases):
    """A save through these calls makes one time range of all; what would be lost by that only the native form shows."""
    asked = [case for case in cases if PLANNED not in case.row and not isinstance(case.row["id"], Pending)]
    natives = [(case, case.row[PLANNED]) for case in cases if PLANNED in case.row]
    for case, row in natives + list(zip(asked, gateway.glances(user_group.USER_GROUP, [case.row for case in asked]))):
        lost = user_group.lost_in_notice_group(row)
        if lost:
            case.refuse("name", "saving the group through the notice group calls would lose %s; change it with bk_user_group" % " and ".join(lost))
        code = user_group.as_code(row)
        if code:
            # these calls leave the mark by which an import sees whether its file is newer
            case.warn("name", "the group belongs to BlueKing's as-code (%s), which does not notice what is saved here, and overwrites it when its file"
                      " changes; use bk_user_group" % code)
        if row.get("need_duty"):
            case.warn("name", "who is told is decided by the rota of the group; use bk_user_group for that")
        if len({repr(one.get("users")) for one in row.get("duty_arranges") or () if isinstance(one, dict)}) > 1:
            case.warn("name", "the group has several duty rows; the notice group calls show the last and write the first, so use bk_user_group")


def _of_user_group(row):
    """What the notice group calls show of a user group: the first time range, and chats of WeCom only."""
    configs = row["alert_notice"][0].get("notify_config", ()) if row.get("alert_notice") else ()
    chats = {str(one["level"]): [chat for way in one["notice_ways"] if way["name"] == BOT for chat in way["receivers"]] for one in configs}
    shown = {
        "name": row.get("name"), "message": row.get("desc"), "notice_receiver": [user for one in row.get("duty_arranges", ()) for user in one["users"]],
        "notice_way": {str(one["level"]): [way["name"] for way in one["notice_ways"]] for one in configs},
        "wxwork_group": {level: ",".join(found) for level, found in chats.items() if found}}
    # what a planned change leaves as it is stays as it is
    told = {"notice_way": "alert_notice", "wxwork_group": "alert_notice", "notice_receiver": "duty_arranges", "message": "desc"}
    return dict({key: value for key, value in shown.items() if told.get(key, key) in row}, **{PLANNED: row})


NOTICE_GROUP = Resource(
    BK, "notice_group", "notice_groups", "notice group", "search_notice_group", id_type="int",
    about=[
        "A notice group holds who is told about alerts of a business, and by which ways for each level.",
        "A group edited in the web console may hold more than the vendor's notice group calls show. Rotas, mentions and the time zone stay as they are.",
        "A change of a group with several time ranges, or with recipients of other ways than WeCom, is refused, because it would lose these.",
        "Such a group is changed with M(oncall.routing.bk_user_group).",
        "A change of a group that is kept as code in BlueKing is warned about; of a deletion that is not known, because the list does not show it.",
        "A group that strategies use can't be deleted.",
    ],
    save="save_notice_group", remove="delete_notice_group", same_name=same_name, unique=True, finish=_finish, validate=_validate,
    review=_review, also_as=((user_group.USER_GROUP, _of_user_group),),
    fields={
        "name": name_of("notice group"),
        "message": Str(["A description; the C(message) of the vendor's document. C(message) is accepted as the name of this option and is the name in"
                        " results; only ansible-test does not let a module declare an option of that name."], strip=True, declared_as="desc"),
        "notice_receiver": SetOf(
            person("Whether O(notice_receiver[].id) is a user or a group of the business."), required=True, members=True,
            help="Who is told. Required for a new group. Sent in the order given, which decides who is called first; a mere change of"
                 " order is not a change."),
        "notice_way": MapOf(
            SetOf(Str(strip=True, blank=False), ignore={BOT: "give the chat in wxwork_group instead"}),
            keys=LEVELS, required=True, required_unless="wxwork_group",
            help="How people are told, for each level: V(1) or V(fatal), V(2) or V(warning), V(3) or V(remind). Ways are V(weixin),"
                 " V(mail), V(sms), V(voice) and whatever else the site has. Required for a new group without O(wxwork_group)."),
        "webhook_url": Str(["A URL that is called as well, by every strategy that uses the group.",
                            "Emptying it leaves the callback the server made for it in place, without URL.",
                            "It is a secret and shown as V(********), which can be given back and means that it stays as it is."],
                           strip=True, secret=True),
        "wxwork_group": MapOf(SetOf(Str(strip=True, blank=False), joined=","), keys=LEVELS,
                              help="Group chats of WeCom that are told, for each level as in O(notice_way); a list, or one comma-joined string."),
    },
)
