# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run of one module: its arguments, its connection, its result. Private to oncall.routing."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any, Iterator

from ansible.module_utils.basic import missing_required_lib

from .._account.live import LiveAccount
from .._account.overlay import PlannedAccount
from .._describe.problems import InputError, RoutingError
from .._text import shown
from .._vendors.errors import MissingRequests
from . import arguments
from .masking import Masking, place_of, traceback_of
from .results import in_order, refused_elements
from .validation import NO_REQUESTS, RoutingModule

if TYPE_CHECKING:
    from .._account.account import Account
    from .._describe.resource import Resource
    from .._vendors.gateway import Gateway
    from .host import Host

#: Seconds between two words on how far a task is.
PROGRESS_EVERY_S = 5.0


class Session:
    """One run of one module.

    spec: the argument spec. host: where it runs. Refuses wrong arguments, which ends the module.
    """

    def __init__(self, resource: Resource, spec: arguments.Spec, host: Host) -> None:
        self.resource = resource
        self.vendor = resource.vendor
        self.host = host
        self.module = RoutingModule(resource, spec)
        self.params = self.module.params
        #: the connection options, with what the environment says
        self.options: dict[str, Any] = {}
        # Ansible knows only the secrets that came as arguments, and only as they came
        self.masking = Masking(self.module, arguments.connection_secrets(self.vendor, self.params))
        self.result: dict[str, Any] = {"changed": False, "requests": NO_REQUESTS}
        self._gateway: Gateway | None = None

    @property
    def check_mode(self) -> bool:
        return self.module.check_mode

    @property
    def gateway(self) -> Gateway:
        """The connection of the run, made when it is needed first. Raises RoutingError."""
        if self._gateway is None:
            self._gateway = self.host.connect(self.vendor, self.options)
            self._gateway.force = bool(self.params.get("force"))
            self.masking.share_with(self._gateway.redactor)
        return self._gateway

    def account(self, refusal: str = "") -> Account:
        """What is there; in check mode with what earlier tasks would have done to it. ``refusal``:
        see LiveAccount.
        """
        live = LiveAccount(self.gateway, Progress(self, "read"), refusal)
        planned = self.params.get("planned")
        return PlannedAccount(live, planned) if planned and self.check_mode else live

    # --- the end of a run

    @contextlib.contextmanager
    def reporting(self) -> Iterator[None]:
        """Ends the module after what is done within: with the result, or with one sentence on what
        went wrong. The person on call gets no traceback.
        """
        try:
            self._read_options()
            yield
        except MissingRequests as missing:
            self.module.fail_json(msg=missing_required_lib("requests"), exception=missing.error)
        except InputError as error:
            # what was refused may be a secret in the wrong place, which nobody knows to be one
            self.result["invocation"] = {"module_args": {}}
            self.result.update(self._refused(error))
            self.fail(str(error))
        except RoutingError as error:
            self.fail(str(error))
        except Exception as error:
            self._fail_internally(error)
        self.module.exit_json(**self._finished())

    def _read_options(self) -> None:
        arguments.check_ranges(self.vendor, self.params)
        self.options, warnings = arguments.check_connection(
            self.vendor, arguments.connection_options(self.vendor, self.params)
        )
        for text in warnings:
            self.warn(text)

    def _refused(self, error: InputError) -> dict[str, Any]:
        """What the result of a plural module says of each object when the task was refused."""
        if self.resource.plural not in self.params or "counts" in self.result:
            return {}
        return refused_elements(self.resource, self.params, error.problems, self.masking)

    def fail(self, text: str) -> None:
        """Ends the module with a message."""
        if self._gateway:
            self._gateway.forget()
        self.module.fail_json(msg=self.masking.text(text), **self._finished())

    def _fail_internally(self, error: Exception) -> None:
        """Ends the module after a fault of this collection. What the error says may be a value of
        anything; where it was raised is all that a report needs.
        """
        if self.module._debug:
            self.result["traceback"] = traceback_of(error).splitlines()
        self.fail(
            "Internal error in oncall.routing (%s in %s). Please report it; ANSIBLE_DEBUG=1 shows"
            " the traceback" % (type(error).__name__, place_of(error))
        )

    def _finished(self) -> dict[str, Any]:
        if self._gateway:
            self.result["requests"] = self._gateway.counts()
            self.host.release(self._gateway)
        return self.result

    # --- what people see

    def show_diff(self, before: Any, after: Any) -> None:
        """Puts the diff into the result when diff mode asks for it."""
        if self.module._diff:
            # for people only; what results hold beside it is data, and stays as it is
            self.result["diff"] = {
                "before": shown(in_order(before)),
                "after": shown(in_order(after)),
            }

    def warn(self, text: str) -> None:
        self.host.warn(self.module, self.masking.text(text))

    def warn_of_doubts(self) -> None:
        """Warns of what the task does without because it could not be read."""
        for text in dict.fromkeys(self.gateway.doubts):
            self.warn(text)
        self.gateway.doubts.clear()


class Progress:
    """Shows now and then how far long work is. ``verb``: what is being done, like "read"."""

    def __init__(self, session: Session, verb: str) -> None:
        self._session = session
        self._verb = verb
        self._shown = time.monotonic()

    def report(self, done: int, total: int) -> None:
        """So many of all are done; 0 when the work begins."""
        now = time.monotonic()
        if not done:
            self._shown = now
        elif now - self._shown > PROGRESS_EVERY_S and done < total:
            self._shown = now
            session = self._session
            session.host.progress(
                session.masking.text(
                    "%s: %d of %d %s, %.0f s waited"
                    % (
                        session.resource.labels,
                        done,
                        total,
                        self._verb,
                        session.gateway.counts()["waited"],
                    )
                )
            )
