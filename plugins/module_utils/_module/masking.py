# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeps secrets out of all that a module returns, logs and shows. Private to oncall.routing.

Four things mask, and this file keeps them together:

- a field of a description masks its own value where an object is shown (``Field.show``);
- Ansible masks known values anywhere in a result (``no_log_values``), made quick by
  :func:`quick_removal`;
- a :class:`~.redact.Redactor` masks known secrets in texts, however they are encoded; the gateway
  has one for the vendor's texts, the session one for its own;
- a traceback shows where an error was raised, and never what the error says.
"""

from __future__ import annotations

import contextlib
import json
import os
import traceback
from typing import TYPE_CHECKING, Any, Iterable, Iterator

from ansible.module_utils import basic

from .._http.redact import Redactor, is_secret
from .._text import visible

if TYPE_CHECKING:
    from types import TracebackType

    from .._describe.resource import Resource

#: Ansible's own removal of secrets. It looks into every value for every secret, which takes longer
#: than all else that a task of many objects does.
_remove_values = getattr(basic, "remove_values", None)


class Masking:
    """The secrets of one run.

    module: the AnsibleModule, which masks values. secrets: those that are known before the vendor
    is asked.
    """

    def __init__(self, module: basic.AnsibleModule, secrets: Iterable[str]) -> None:
        self._module = module
        self._redactor = Redactor()
        self._shared: list[Redactor] = []
        keep_secrets_only(module)
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Masks these from now on, wherever they stand."""
        self._redactor.add(*secrets)
        for redactor in self._shared:
            redactor.add(*secrets)
        self._module.no_log_values.update(secret for secret in secrets if is_secret(secret))

    def add_objects(self, resource: Resource, objects: Iterable[dict[str, Any] | None]) -> None:
        """Masks the secrets of objects in normal form."""
        if not resource.secret_options:
            return
        for obj in objects:
            self.add(*resource.secrets(obj or {}))

    def share_with(self, redactor: Redactor) -> None:
        """Tells a gateway's redactor all secrets, now and later: it shortens a text of the vendor,
        and the rest of a secret would be found nowhere after that.
        """
        redactor.learn(self._redactor)
        if redactor not in self._shared:
            self._shared.append(redactor)

    def text(self, text: str) -> str:
        """A text as results, warnings and logs may have it: without secrets, in one line."""
        return visible(self._redactor.clean(text))


def keep_secrets_only(module: basic.AnsibleModule) -> None:
    """Takes from Ansible's own masking the mask, and what is too short to be a secret: both would
    garble all of the result.
    """
    module.no_log_values = {value for value in module.no_log_values if is_secret(value)}


# --- errors


def place_of(error: BaseException) -> str:
    """Where an error was raised: the last line of this collection on its way."""
    frames = list(traceback.extract_tb(error.__traceback__))
    ours = [frame for frame in frames if "routing" in frame.filename] or frames
    if not ours:
        return "no place"
    return "%s, line %d" % (os.path.basename(ours[-1].filename), ours[-1].lineno or 0)


def traceback_of(error: BaseException | None) -> str:
    """The traceback of an error and its causes, or of the caller where there is none. Without what
    the errors say: that may be a value of anything.
    """
    if error is None:
        return "".join(traceback.format_stack()[:-2])
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = "%s\n" % traceback_of(cause) if cause is not None else ""
    return before + _one_traceback(type(error), error.__traceback__)


def _one_traceback(kind: type[BaseException], trace: TracebackType | None) -> str:
    return "Traceback (most recent call last):\n%s%s\n" % (
        "".join(traceback.format_tb(trace)),
        kind.__name__,
    )


# --- results


def removed(value: Any, secrets: Iterable[str]) -> Any:
    """The same as Ansible's removal, which is only called when there is anything to remove."""
    if _remove_values is None:
        return value
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return _remove_values(value, secrets)
    for secret in secrets:
        # what JSON escapes within a secret is searched for as it is escaped
        if json.dumps(str(secret), ensure_ascii=False)[1:-1] in text:
            return _remove_values(value, secrets)
    return value


@contextlib.contextmanager
def quick_removal() -> Iterator[None]:
    """Within it Ansible searches a module's result for secrets once, as a text."""
    if _remove_values is None:
        yield
        return
    basic.remove_values = removed  # type: ignore[assignment]
    try:
        yield
    finally:
        basic.remove_values = _remove_values
