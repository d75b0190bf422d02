# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task asks of one object, in the vendor's terms. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Mapping, NamedTuple, Tuple

from .._describe.hooks import Place
from .._describe.markers import MASK, UNKNOWN
from .._describe.problems import Problems, join
from .resolve import resolved
from .text import named_keys

if TYPE_CHECKING:
    from .._describe.markers import Object
    from .context import Context, Match
    from .element import Element


class Requested(NamedTuple):
    """options: what the task manages, references as ids, lists whole. members: lists that are
    changed by member, option to (mode, elements).
    """

    options: Object
    members: Mapping[str, Tuple[str, Any]]


def unmasked(context: Context, match: Match, options: Object, problems: Problems) -> Object:
    """The options without masked secrets: the mask means that the secret stays."""
    before, found = context.before(match), dict(options)
    for name in context.resource.secret_options:
        if name not in options:
            continue
        value, field = options[name], context.resource.fields[name]
        clear = field.unmasked(value, UNKNOWN if before is None else before[name])
        if value != MASK and clear is not UNKNOWN:
            found[name] = clear
            continue
        del found[name]
        if before is None or value != MASK:
            problems.add(join(match.element.place, name), _no_secret(context, match, before, name))
    return found


def _no_secret(context: Context, match: Match, before: Object | None, name: str) -> str:
    """Why a mask stands for nothing."""
    resource = context.resource
    if before is None:
        return "%s stands for a stored secret, but there is none before the %s is created" % (
            MASK,
            resource.label,
        )
    keys = resource.unseen(name, context.row(match)) if before[name] is UNKNOWN else []
    return "%s stands for a stored secret, but %s; give it in clear" % (
        MASK,
        "the answer does not show %s" % named_keys(keys) if keys else "what is stored is not known",
    )


def requested_of(context: Context, match: Match, options: Object, problems: Problems) -> Requested:
    """The options, without masks, in the vendor's terms."""
    element, before = match.element, context.before(match)
    whole, elements = _by_member(context, match, options, problems)
    whole = resolved(context, whole, element.place, before, problems)
    for name, part in elements.items():
        whole[name] = _combined(context, match, name, part, problems)
    return Requested(
        settled(context, element, before, whole, problems),
        {name: (element.mode, part) for name, part in elements.items()},
    )


def settled(
    context: Context,
    element: Element,
    before: Object | None,
    options: Object,
    problems: Problems,
) -> Object:
    """The options with what the vendor keeps, or fills in, of what they leave out, and in its own
    words.
    """
    fields, reset = context.resource.fields, context.settings.on_unspecified == "reset"
    completed = {
        name: value
        if value is UNKNOWN
        else fields[name].completed(
            value, fields[name].default if before is None else before[name], reset
        )
        for name, value in options.items()
    }
    place = Place(element.place, problems)
    found: Object = context.resource.hooks.settle(completed, context.account, place)
    return found


def _by_member(
    context: Context, match: Match, options: Object, problems: Problems
) -> Tuple[Object, Dict[str, Any]]:
    """The options without the lists that are changed by member, and the elements of those, with
    their references resolved.
    """
    element, before = match.element, context.before(match)
    if element.mode == "replace":
        return options, {}
    by_member = context.resource.by_member
    rest = {name: value for name, value in options.items() if name not in by_member}
    members = {name: options[name] for name in by_member if name in options}
    if element.mode == "add":
        return rest, resolved(context, members, element.place, before, problems)
    # what nobody knows can't be in the list, so there is nothing to remove
    lenient = Problems()
    members = resolved(context, members, element.place, before, lenient)
    for path, text in lenient.found:
        if path in context.references.unsure:
            problems.add(path, text)
        else:
            problems.warn("%s: %s; so there is nothing to remove" % (path, text))
    return rest, members


def _combined(context: Context, match: Match, name: str, elements: Any, problems: Problems) -> Any:
    """A list with elements added or removed."""
    before, element = context.before(match), match.element
    if before is None:
        return elements
    field: Any = context.resource.fields[name]  # a list
    if before[name] is not UNKNOWN:
        return field.combined(element.mode, before[name], elements)
    keys = context.resource.unseen(name, context.row(match))
    problems.add(
        join(element.place, name),
        "can't be changed by member: the vendor does not show what is stored%s; use mode: replace"
        % (" (the answer has no %s)" % named_keys(keys) if keys else ""),
    )
    return elements
