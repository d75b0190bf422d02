# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refuses arguments that Ansible's own validation refuses, with the exact path of each. Private to
oncall.routing.
"""

from __future__ import annotations

import difflib
import re
import sys
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping, NoReturn, Tuple

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common import validation

from .._account.overlay import essence
from .._describe.problems import InputError, did_you_mean, join, kind_of, no_text, quoted
from .._describe.vendor import snake
from .._text import visible
from .arguments import Spec, connection_secrets
from .masking import keep_secrets_only, traceback_of

if TYPE_CHECKING:
    from .._describe.resource import Resource

#: ``requests`` of a task that sent none.
NO_REQUESTS = {"reads": 0, "writes": 0, "retries": 0, "waited": 0.0}
#: Name of an option, the entry of a text or None, the same of the options within.
_Spelling = Tuple[str, Any, Any]
#: Path, text, and the names of all options where it is the name that is wrong.
_Problem = Tuple[str, str, str]


class RoutingModule(AnsibleModule):
    """An AnsibleModule that names the exact path of an argument that its validation refuses.

    spec: the argument spec for the documentation. At run time the description judges which words an
    option takes (see :func:`lenient`).
    """

    def __init__(self, resource: Resource, spec: Spec) -> None:
        self._resource = resource
        self._spec = spec
        self._validating = True
        self._unquoted: list[tuple[str, str]] = []
        try:
            super().__init__(argument_spec=spec, supports_check_mode=True)
        except (
            TypeError,
            AttributeError,
            OverflowError,
            # ansible-core stumbles over a scalar where options are expected, or an infinite number
        ) as error:
            self.fail_json(msg="an argument has the wrong type (%s)" % error)
        if self._unquoted:
            self.fail_json(msg="")
        self._validating = False

    def _load_params(self) -> None:
        # before ansible-core judges them
        self.argument_spec = lenient(self._resource, self._spec)
        super()._load_params()
        self.params = without_nulls(self.argument_spec, as_declared(self._resource, self.params))
        if self.params.get("planned"):
            self.params["planned"] = essence(self.params["planned"])
        # before Ansible makes texts of them
        self._unquoted = unquoted(self._resource, self._spec, self.params)

    def _log_invocation(self) -> None:
        # before it is known whether an address may hold a user and password
        self.no_log_values |= connection_secrets(self._resource.vendor, self.params)
        super()._log_invocation()

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        if self._validating:
            msg = self._located() or msg
            # what was refused may hold secrets that Ansible does not know of yet, or under a
            # misspelled name: it is not repeated
            kwargs = dict(
                {"changed": False, "requests": NO_REQUESTS, "invocation": {"module_args": {}}},
                **kwargs,
            )
            keep_secrets_only(self)
        # what was raised may say more than the message does
        kwargs.setdefault("exception", traceback_of(sys.exc_info()[1]))
        # whatever a message quotes, nothing in it moves the cursor of a terminal or begins a line
        # of its own
        super().fail_json(msg=visible(msg), **kwargs)

    def _located(self) -> str:
        """What is wrong with the arguments, each with its path; nothing where nothing is found."""
        # as they were typed: validation empties a list of which an element is wrong
        seen = self.params
        self._load_params()
        found = self._unquoted + locate(
            self.argument_spec, dict(seen, **self.params), self._resource.spelled
        )
        self.params = seen
        return str(InputError(found)) if found else ""


def lenient(resource: Resource, spec: Spec) -> Spec:
    """A spec that leaves it to the description which words an option takes, and which keys an
    element needs: what is stored may have others.
    """
    names, whole = set(resource.spec()), spec.get(resource.plural)
    if whole:
        return dict(
            spec, **{resource.plural: dict(whole, options=_lenient(whole["options"], names))}
        )
    return _lenient(spec, names)


def _lenient(spec: Spec, names: Iterable[str]) -> Spec:
    return {name: _lenient_entry(entry) if name in names else entry for name, entry in spec.items()}


def _lenient_entry(entry: dict[str, Any]) -> dict[str, Any]:
    entry = {key: value for key, value in entry.items() if key not in ("choices", "required")}
    return (
        dict(entry, options=_lenient(entry["options"], entry["options"]))
        if entry.get("options")
        else entry
    )


def as_declared(resource: Resource, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters of any of the modules, every option under the name it is declared by, and
    without what results show besides options.
    """

    def declared(options: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = resource.as_declared(resource.writable(options))
        return found

    params = declared(params)
    items = params.get(resource.plural)
    if isinstance(items, list):
        params = dict(
            params,
            **{resource.plural: [declared(one) if isinstance(one, dict) else one for one in items]},
        )
    return params


def without_nulls(spec: Spec, params: Any) -> Any:
    """The parameters without options that are null, at every depth: they say nothing. Ansible
    refuses a null where an option has a default.
    """
    if not isinstance(params, dict):
        return params
    entries, kept = _entries(spec), {}
    for name, value in params.items():
        entry = entries.get(name)
        if entry is None or value is not None:
            inner = entry.get("options") if entry else None
            kept[name] = _without_nulls_in(inner, value) if inner else value
    return kept


def _without_nulls_in(spec: Spec, value: Any) -> Any:
    return (
        [without_nulls(spec, one) for one in value]
        if isinstance(value, list)
        else without_nulls(spec, value)
    )


def _entries(spec: Spec) -> Spec:
    """Every name of an option, aliases too, to its entry."""
    return {
        one: entry
        for name, entry in spec.items()
        for one in (name,) + tuple(entry.get("aliases", ()))
    }


def unquoted(resource: Resource, spec: Spec, params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(path, text) of every value for a text that YAML took for something else: Ansible would
    make texts of them without a word.
    """
    return list(_unquoted(_spellings(resource, spec), params, ""))


def _spellings(resource: Resource, spec: Spec) -> list[_Spelling]:
    """Every name of an option that is or holds a text: (name, the entry of such a text or None,
    the same of the options within).
    """
    found: list[_Spelling] = []
    for name, entry in spec.items():
        text = entry if "str" in (entry.get("type", "str"), entry.get("elements")) else None
        inner = _spellings(resource, entry["options"]) if entry.get("options") else ()
        if text is not None or inner:
            text = text and dict(text, numbered=name in resource.numbered)
            found.extend((one, text, inner) for one in (name,) + tuple(entry.get("aliases", ())))
    return found


def _unquoted(spellings: Iterable[_Spelling], params: Any, place: str) -> Iterator[tuple[str, str]]:
    if not isinstance(params, dict):
        return
    for one, text, inner in spellings:
        value = params.get(one)
        if value is None:
            continue
        for number, element in enumerate(value) if isinstance(value, list) else ((None, value),):
            here = join(place, one) if number is None else join(join(place, one), number)
            # a number among the choices can mean nothing else
            wrong = (
                no_text(
                    element,
                    text["numbered"] or str(element) in text.get("choices", ()),
                    text.get("no_log"),
                )
                if text is not None
                else None
            )
            if wrong:
                yield here, wrong
            elif inner:
                yield from _unquoted(inner, element, here)


def locate(
    spec: Spec, params: Mapping[str, Any], apis: Mapping[str, Any] | None = None
) -> list[tuple[str, str]]:
    """(path, text) of every argument Ansible's validation refuses; its own message does not say
    which element of a list.

    apis: a vendor's key to the options that it may mean.
    """
    return list(_options_once(_locate(spec, params, "", apis or {})))


def _options_once(problems: Iterable[_Problem]) -> Iterator[tuple[str, str]]:
    """Says once which options there are, and not for each element of a list."""
    told: set[str] = set()
    for path, text, options in problems:
        yield path, text + ("; there are %s" % options if options and options not in told else "")
        told.add(options)


def _locate(
    spec: Spec, params: Mapping[str, Any], place: str, apis: Mapping[str, Any]
) -> list[_Problem]:
    found: list[_Problem] = []
    spellings = {alias: name for name, entry in spec.items() for alias in entry.get("aliases", ())}
    for given in params:
        if given not in spec and given not in spellings and not str(given).startswith("_ansible_"):
            near = _near(str(given), sorted(set(spec) | set(spellings)), apis)
            found.append(
                (
                    join(place, given),
                    "is not an option here%s" % did_you_mean(near),
                    ", ".join(sorted(spec)),
                )
            )
    for name, entry in spec.items():
        value = next(
            (
                params[one]
                for one in (name,) + tuple(entry.get("aliases", ()))
                if params.get(one) is not None
            ),
            None,
        )
        here = join(place, name)
        if value is None:
            if entry.get("required"):
                found.append((here, "is required", ""))
            continue
        found.extend(_wrong(entry, value, here, apis))
    return found


def _near(given: str, names: list[str], apis: Mapping[str, Any]) -> list[str]:
    """The options that a key may mean: the vendor's own key of one, another way to write one, or
    one that reads alike.
    """

    def plain(name: str) -> str:
        return re.sub(r"[^a-z0-9]", "", name.lower())

    alike = [name for name in names if name in apis.get(given, ())] or [
        name for name in names if plain(name) == plain(given)
    ]
    return alike or difflib.get_close_matches(snake(given), names, 1, 0.75)


def _wrong(
    entry: Mapping[str, Any], value: Any, here: str, apis: Mapping[str, Any]
) -> list[_Problem]:
    kind, given = entry.get("type", "str"), value
    try:
        value = getattr(validation, "check_type_%s" % kind)(value)
    except (TypeError, ValueError, OverflowError):
        return [(here, "%s is not a valid %s" % (_quoted(entry, given), kind), "")]
    if kind == "str" and "\0" in value:
        return [(here, "holds a NUL character", "")]
    if kind == "list":
        inner = {
            "type": entry.get("elements", "str"),
            "choices": entry.get("choices"),
            "options": entry.get("options"),
            "no_log": entry.get("no_log"),
        }
        return [
            problem
            for number, element in enumerate(value)
            for problem in _wrong(inner, element, join(here, number), apis)
        ]
    if entry.get("choices") and value not in entry["choices"]:
        shown = _quoted(entry, given if isinstance(given, (dict, list)) else value)
        return [(here, "%s is not one of %s" % (shown, ", ".join(map(str, entry["choices"]))), "")]
    return _locate(entry["options"], value, here, apis) if entry.get("options") else []


def _quoted(entry: Mapping[str, Any], value: Any) -> str:
    if entry.get("no_log"):
        return "the given value"
    return str(kind_of(value) if entry.get("type") in ("dict", "list") else quoted(value))
