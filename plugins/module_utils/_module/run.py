# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The only place that knows AnsibleModule: runs a description as one of three modules. Private
to oncall.routing.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import time
import traceback

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .._account.directory import Directory
from .._account.live import LiveAccount
from .._account.overlay import PlannedAccount, essence
from .._account.references import References
from .._apply.cost import requests_needed
from .._apply.executor import apply_plan
from .._apply.outcome import Outcome, expected
from .._describe.problems import InputError, RoutingError
from .._http.redact import MASK, SHORTEST, Redactor
from .._plan.element import doubts_of, elements_of
from .._plan.planner import make_plan
from .._plan.settings import Settings
from .._plan.step import Keep, Target
from .._text import composed, shown, visible
from .._vendors.errors import MissingRequests
from . import arguments
from .door import current, seldom_collecting
from .output import quick_removal

#: Seconds between two words on how far a task is.
PROGRESS_EVERY = 5.0
#: Settings that the module for one object has; its other options may be those of the object.
OF_ONE = ("on_unspecified", "force", "keep_used", "update_secrets")
NO_REQUESTS = {"reads": 0, "writes": 0, "retries": 0, "waited": 0.0}


class RoutingModule(AnsibleModule):
    """An AnsibleModule that names the exact path of an argument its validation refuses."""

    def __init__(self, resource, spec):
        self._resource = resource
        self._spec = spec
        self._checking = True
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
        self._checking = False

    def _load_params(self):
        # before ansible-core judges them
        self.argument_spec = arguments.lenient(self._resource, self._spec)
        super()._load_params()
        self.params = arguments.without_nulls(
            self.argument_spec, arguments.as_declared(self._resource, self.params)
        )
        if self.params.get("planned"):
            self.params["planned"] = essence(self.params["planned"])
        # before Ansible makes texts of them
        self._unquoted = arguments.unquoted(self._resource, self._spec, self.params)

    def _log_invocation(self):
        # before it is known whether an address may hold a user and password
        self.no_log_values |= arguments.connection_secrets(self._resource.vendor, self.params)
        super()._log_invocation()

    def _return_formatted(self, kwargs):
        with quick_removal():
            super()._return_formatted(kwargs)

    def fail_json(self, msg, **kwargs):
        if self._checking:
            # as they were typed: validation empties a list of which an element is wrong
            seen, dummy = self.params, self._load_params()
            found = self._unquoted + arguments.locate(
                self.argument_spec, dict(seen, **self.params), self._resource.spelled
            )
            self.params = seen
            if found:
                msg = str(InputError(found))
            # what was refused may hold secrets that Ansible does not know of yet, or under a
            # misspelled name: it is not repeated
            kwargs = dict(
                {"changed": False, "requests": NO_REQUESTS, "invocation": {"module_args": {}}},
                **kwargs,
            )
            self.forget_words()
        # what was raised may say more than the message does
        kwargs.setdefault("exception", _frames(sys.exc_info()))
        # whatever a message quotes, nothing in it moves the cursor of a terminal or begins a line
        # of its own
        super().fail_json(msg=visible(msg), **kwargs)

    def forget_words(self):
        """Neither the mask nor what is too short to be a secret: left to Ansible, they would
        garble all of the result.
        """
        self.no_log_values = {
            value for value in self.no_log_values if len(value) >= SHORTEST and value != MASK
        }


class Task:
    """One run of one module."""

    def __init__(self, resource, spec):
        self.resource = resource
        self.vendor = resource.vendor
        self.door = current()
        self.module = RoutingModule(resource, spec)
        self.module.forget_words()
        self.params = self.module.params
        self.options = {}
        # Ansible knows only the secrets that came as arguments, and only as they came
        secrets = {
            one
            for one in arguments.connection_secrets(self.vendor, self.params)
            if len(one) >= SHORTEST
        }
        self.module.no_log_values |= secrets
        self.redactor = Redactor(secrets)
        self.gateway = None
        self.result = {"changed": False, "requests": NO_REQUESTS}

    def run(self, body):
        """Runs ``body`` and turns every failure into one sentence."""
        try:
            arguments.check_ranges(self.vendor, self.params)
            self.options, said = arguments.check_connection(
                self.vendor, arguments.connection_options(self.vendor, self.params)
            )
            for text in said:
                self.warn(text)
            body(self)
        except MissingRequests as missing:
            self.module.fail_json(msg=missing_required_lib("requests"), exception=missing.error)
        except InputError as error:
            # what was refused may be a secret in the wrong place, which nobody knows to be one
            self.result["invocation"] = {"module_args": {}}
            self.refused(error.problems)
            self.fail(str(error))
        except RoutingError as error:
            self.fail(str(error))
        except Exception as error:  # the person on call gets a sentence, never a traceback
            # what the error says may be a value of anything; where it was raised is all that a
            # report needs
            self.fail(
                "oncall.routing met a situation it was not made for (%s in %s). Please report it;"
                " ANSIBLE_DISPLAY_TRACEBACK=error shows the traceback"
                % (type(error).__name__, _place(error))
            )
        self.module.exit_json(**self._finished())

    def refused(self, problems):
        """What a plural module says of single objects, when none was touched."""
        if self.resource.plural in self.params and "counts" not in self.result:
            places = {path.partition(".")[0] for path, dummy in problems}
            self.result["counts"] = dict.fromkeys(("created", "updated", "deleted", "unchanged"), 0)
            self.result["counts"]["failed"] = len(
                [place for place in places if place.startswith(self.resource.plural + "[")]
            )
            self.result["errors"] = [
                {"name": self._named(path), "message": self.told("%s: %s" % (path, text))}
                for path, text in problems
            ]

    def _named(self, path):
        """The name of the object a path lies in, or the path."""
        found = re.match(r"%s\[(\d+)\]" % self.resource.plural, path)
        items = self.params[self.resource.plural]
        item = items[int(found.group(1))] if found and int(found.group(1)) < len(items) else None
        return item["name"] if isinstance(item, dict) and item.get("name") else path

    def told(self, text):
        """A text as results, warnings and logs may have it."""
        return visible(self.redactor.clean(text))

    def fail(self, text):
        if self.gateway:
            self.gateway.forget()
        self.module.fail_json(msg=self.told(text), **self._finished())

    def connect(self):
        # what is planned anew without some of its elements is planned over the same lists
        self.gateway = self.gateway or self.door.connect(self.vendor, self.options)
        self.gateway.force = bool(self.params.get("force"))
        # a text of the vendor loses its URLs there, and of a secret that holds one the rest would
        # be found nowhere after that
        self.gateway.redactor.learn(self.redactor)

    def account(self, refusal=""):
        """What is there; in check mode with what earlier tasks would have done to it."""
        account = LiveAccount(self.gateway, _Progress(self, 0, "read"), refusal)
        planned = self.params.get("planned")
        return PlannedAccount(account, planned) if planned and self.module.check_mode else account

    def show_diff(self, before, after):
        """Puts the diff into the result when diff mode asks for it."""
        if self.module._diff:
            # for people only; what results hold beside it is data, and stays as it is
            self.result["diff"] = {"before": shown(_sorted(before)), "after": shown(_sorted(after))}

    def warn(self, text):
        self.door.warn(self.module, self.told(text))

    def tell_doubts(self):
        """Warns of what could not be looked at and was done without."""
        for text in dict.fromkeys(self.gateway.doubts):
            self.warn(text)
        self.gateway.doubts.clear()

    def hide(self, objects):
        """Tells Ansible and the redactor of secrets, also those the vendor handed back."""
        if not self.resource.secret_options:
            return
        for obj in objects:
            for secret in self.resource.secrets(obj or {}):
                self.redactor.add(secret)
                if self.gateway:
                    self.gateway.redactor.add(secret)
                if len(secret) >= SHORTEST:
                    self.module.no_log_values.add(secret)

    def _finished(self):
        if self.gateway:
            self.result["requests"] = self.gateway.counts()
            self.door.leave(self.gateway)
        return self.result


@seldom_collecting()
def one(resource):
    """The module for one object."""
    task = Task(resource, arguments.one_spec(resource))

    def body(task):
        settings = Settings({name: task.params.get(name) for name in OF_ONE}, task.options)
        settings.check()
        (outcome,) = _reconcile(task, [task.params], [""], settings)
        task.result.update(
            {resource.kind: _shown(resource, outcome), "plan": [outcome.entry(resource)]}
        )
        task.show_diff(
            _shape(resource, outcome, outcome.before), _shape(resource, outcome, outcome.result())
        )
        if outcome.error:
            task.fail(outcome.error)

    task.run(body)


@seldom_collecting()
def many(resource):
    """The module for many objects."""
    task = Task(resource, arguments.many_spec(resource))

    def body(task):
        params = task.params
        settings = Settings(params, task.options)
        settings.check()
        items = params[resource.plural]
        outcomes = _reconcile(
            task,
            items,
            ["%s[%d]" % (resource.plural, number) for number in range(len(items))],
            settings,
        )
        shown = [_shown(resource, outcome) for outcome in outcomes]
        task.result.update(
            {
                resource.plural: [one for one in shown if one is not None],
                "plan": [outcome.entry(resource) for outcome in outcomes],
                "changes": [
                    _changes(resource, outcome)
                    for outcome in outcomes
                    if outcome.step.action == "update" and not outcome.error
                ],
                "counts": _counts(outcomes),
            }
        )
        task.show_diff(*_many_diff(resource, outcomes))
        failed = [outcome for outcome in outcomes if outcome.error]
        if failed:
            task.result["errors"] = [
                {"name": outcome.step.name, "message": task.told(outcome.error)}
                for outcome in failed
            ]
            task.fail(
                "%d of %d %s failed: %s"
                % (len(failed), len(outcomes), resource.labels, "; ".join(_all_told(failed)))
            )

    task.run(body)


def _all_told(failed):
    """What the steps that failed have to say: each once, and what is the account's once for all
    of them.
    """
    # those before the one by which it was known were refused for the same reason
    known = any(outcome.barred for outcome in failed)
    barred = [
        outcome
        for outcome in failed
        if (outcome.barred or (known and outcome.denied)) and not outcome.untried
    ]
    untried = [outcome for outcome in failed if outcome.untried]
    texts = list(
        dict.fromkeys(
            _told(outcome)
            for outcome in failed
            if outcome not in barred[1:] and outcome not in untried
        )
    )
    if barred[1:]:
        texts.append("%d more were refused in the same way" % len(barred[1:]))
    if untried:
        texts.append("%d were not tried, because it is the account that may not" % len(untried))
    return texts


@seldom_collecting()
def info(resource):
    """The module that reads."""
    task = Task(resource, arguments.info_spec(resource))

    def body(task):
        params, reveal = task.params, task.params["reveal_secrets"]
        task.connect()
        account = task.account()
        wanted_ids = params.get(resource.id + "s")
        rows = [
            row
            for row in account.rows(resource)
            if wanted_ids is None or resource.ident(row) in map(str, wanted_ids)
        ]
        objects = [(resource.ident(row), resource.read(row), row) for row in rows]
        if params["name"] is not None:
            wanted_name = resource.fields["name"].read(params["name"])
            named = [
                one for one in objects if wanted_name in (one[1]["name"], resource.title(one[1]))
            ]
            objects = named or [
                one
                for one in objects
                if composed(wanted_name)
                in map(composed, (str(one[1]["name"]), str(resource.title(one[1]))))
            ]
        rows = [row for dummy, obj, row in objects]
        rows = resource.hooks.correct(task.gateway, rows) if resource.hooks.correct else rows
        whole = resource.whole(
            account.inferred(resource, rows), functools.partial(account.detailed, resource)
        )
        objects = [(resource.ident(row), resource.read(row), row) for row in whole]
        if not reveal:
            task.hide(obj for dummy, obj, row in objects)
        if params["resolve_names"]:
            directory = Directory(task.vendor.kinds, account, writes=False)
            references = References(directory)
            objects = [
                (
                    ident,
                    resource.walk(
                        obj, "", lambda field, value, path: references.name(field, value)
                    ),
                    row,
                )
                for ident, obj, row in objects
            ]
            for kind in sorted(directory.unread):
                task.warn(
                    "Ids of %s are shown where their names could not be found out: %s"
                    % (task.vendor.kinds[kind].labels, "; ".join(directory.unread[kind]))
                )
        task.tell_doubts()
        objects.sort(key=lambda one: (resource.title(one[1]), one[0]))
        task.result[resource.plural] = [
            dict(resource.show(obj, ident, reveal, row), **resource.shown_besides(row))
            for ident, obj, row in objects
        ]
        task.result["protected"] = [
            task.result[resource.plural][number].get(resource.id, one[0])
            for number, one in enumerate(objects)
            if resource.passed_over(one[2])
        ]

    task.run(body)


def _reconcile(task, items, places, settings):
    """Options to outcomes, one for each of the items and of what a purge deletes; in check mode
    the plan is made and not applied.
    """
    refused = {}
    while True:
        rest = [number for number in range(len(items)) if number not in refused]
        try:
            plan = _planned(
                task,
                [items[number] for number in rest],
                [places[number] for number in rest],
                settings,
            )
            break
        except InputError as error:
            if settings.on_invalid == "fail":
                raise
            settings = _leave_out(task.resource, error, items, places, settings, refused)
    outcomes = _carry_out(task, plan, settings)
    for number in sorted(refused):
        outcomes.insert(number, refused[number])
    return outcomes


def _leave_out(resource, error, items, places, settings, refused):
    """Turns what is wrong with elements into outcomes that failed; whatever else is wrong still
    refuses the task. Returns the settings with which the rest is planned.
    """
    found = {}
    for path, text in error.problems:
        number = next(
            (
                number
                for number, place in enumerate(places)
                if path == place or path.startswith(place + ".")
            ),
            None,
        )
        if number is None or number in refused:
            raise error
        found.setdefault(number, []).append("%s: %s" % (path, text))
    for number, texts in found.items():
        item, name = items[number], resource.title(items[number])
        step = Keep(Target("", str(name or places[number])))
        refused[number] = Outcome(step, error="; ".join(texts))
        settings = settings.sparing(
            None if name is None else resource.identity.same_name(name),
            item.get(resource.id) if resource.identity.has_id else None,
        )
    return settings


def _planned(task, items, places, settings):
    resource = task.resource
    elements = elements_of(resource, items, places)
    task.hide(element.requested for element in elements)
    try:
        task.connect()
        account = task.account("Nothing was written: ")
        task.hide(account.object(resource, row) for row in account.rows(resource))
    except RoutingError:
        # what nobody can compare with what is stored is judged as it stands
        if doubts_of(elements):
            raise InputError(doubts_of(elements))
        raise

    try:
        return make_plan(resource, elements, account, settings)
    finally:
        task.tell_doubts()


def _carry_out(task, plan, settings):
    resource = task.resource
    for text in plan.warnings:
        task.warn(text)
    needed = requests_needed(resource, plan, task.gateway)
    shortfall = task.gateway.shortfall(needed)
    if needed and task.module.check_mode:
        task.result["needs"] = dict(
            {"requests": needed, "waiting": round(task.gateway.forecast(needed), 1)},
            **({"refused": shortfall} if shortfall else {}),
        )
    if shortfall and task.module.check_mode:
        task.warn("The real run would be refused: %s" % shortfall)
    elif shortfall:
        raise RoutingError("Nothing was written: %s" % shortfall)
    outcomes = expected(plan)
    if not task.module.check_mode:
        outcomes = apply_plan(resource, plan, task.gateway, settings, _Progress(task, 0))
    for text in [text for outcome in outcomes for text in outcome.warnings]:
        task.warn(text)
    if settings.keep_used:
        task.result["kept"] = list(plan.notes.kept)
    if plan.notes.not_working:
        task.result["not_working"] = plan.notes.not_working
    if plan.notes.unlisted is not None:
        task.result["unlisted"] = plan.notes.unlisted
    task.result["changed"] = any(
        outcome.step.action != "none" and (outcome.stored or not outcome.error)
        for outcome in outcomes
    )
    return outcomes


def _place(error):
    """Where an error was raised: the last line of this collection on its way."""
    frames = list(traceback.extract_tb(error.__traceback__))
    ours = [frame for frame in frames if "routing" in frame.filename] or frames
    return (
        "%s, line %d" % (os.path.basename(ours[-1].filename), ours[-1].lineno)
        if ours
        else "no place"
    )


def _frames(raised):
    """The traceback that ansible-core shows where it is asked to, without what the exceptions
    say: that may be a value of anything.
    """
    kind, dummy, trace = raised
    if kind is None:
        return "".join(traceback.format_stack()[:-2])
    return "Traceback (most recent call last):\n%s%s\n" % (
        "".join(traceback.format_tb(trace)),
        kind.__name__,
    )


class _Progress:
    """Says now and then how far long work is."""

    def __init__(self, task, total, how="done"):
        self.task = task
        self.total = total
        self.how = how
        self.done = 0
        self.told = time.monotonic()

    def report(self, done, total):
        """So much is done; 0 when the work begins."""
        self.done, self.total = done, total
        if not done:
            self.told = time.monotonic()
        elif time.monotonic() - self.told > PROGRESS_EVERY and self.done < self.total:
            self.told = time.monotonic()
            self.task.door.progress(
                self.task.told(
                    "%s: %d of %d %s, %.0f s waited"
                    % (
                        self.task.resource.labels,
                        self.done,
                        self.total,
                        self.how,
                        self.task.gateway.counts()["waited"],
                    )
                )
            )


def _shown(resource, outcome):
    """The object after the task, or None when there is none."""
    obj = outcome.result()
    return (
        None
        if obj is None
        else dict(
            resource.show(obj, outcome.ident, row=outcome.row),
            **resource.shown_besides(dict(outcome.row or {}, **(outcome.last_row or {}))),
        )
    )


def _told(outcome):
    """The error of a step where several are told: one that it shares with others is told once,
    and names them.
    """
    return outcome.together or "%s%s" % (
        outcome.step.place + ": " if outcome.step.place else "",
        outcome.error,
    )


def _sorted(value):
    """The same with the keys of every dict in the order of the alphabet."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(one) for one in value] if isinstance(value, list) else value


def _shape(resource, outcome, obj):
    return {} if obj is None else resource.show(obj, outcome.ident, row=outcome.row)


def _many_diff(resource, outcomes):
    changed = sorted(
        (outcome for outcome in outcomes if outcome.step.action != "none"),
        key=lambda outcome: (outcome.step.name, outcome.ident or ""),
    )
    return (
        {
            resource.plural: [
                _shape(resource, outcome, outcome.before)
                for outcome in changed
                if outcome.before is not None
            ]
        },
        {
            resource.plural: [
                _shape(resource, outcome, outcome.result())
                for outcome in changed
                if outcome.result() is not None
            ]
        },
    )


def _changes(resource, outcome):
    """What an update changes, option by option."""
    sides = {
        "before": _shape(resource, outcome, outcome.before),
        "after": _shape(resource, outcome, outcome.after),
    }
    entry = outcome.entry(resource)
    return {
        key: value
        for key, value in dict(
            entry,
            fields={
                name: {side: _at(shown, name) for side, shown in sides.items()}
                for name in entry["fields"]
            },
        ).items()
        if key != "action"
    }


def _at(shown, name):
    """The value of an option, also of one inside a group."""
    group, dummy, option = name.rpartition(".")
    return (shown.get(group) or {}).get(option) if group else shown.get(name)


def _counts(outcomes):
    names = {"create": "created", "update": "updated", "delete": "deleted", "none": "unchanged"}
    counts = dict.fromkeys(list(names.values()) + ["failed"], 0)
    for outcome in outcomes:
        counts["failed" if outcome.error else names[outcome.step.action]] += 1
    return counts
