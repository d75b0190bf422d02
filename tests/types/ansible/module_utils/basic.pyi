# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

_ANSIBLE_ARGS: bytes | None
_ANSIBLE_PROFILE: str | None

class AnsibleModule:
    params: dict[str, Any]
    argument_spec: dict[str, dict[str, Any]]
    check_mode: bool
    no_log_values: set[str]
    _name: str
    _diff: bool
    _debug: bool
    _verbosity: int
    def __init__(
        self,
        argument_spec: Mapping[str, Any],
        *,
        mutually_exclusive: Sequence[Sequence[str]] | None = ...,
        required_together: Sequence[Sequence[str]] | None = ...,
        required_one_of: Sequence[Sequence[str]] | None = ...,
        supports_check_mode: bool = ...,
        required_if: Sequence[Any] | None = ...,
        required_by: Mapping[str, Any] | None = ...,
    ) -> None: ...
    def _load_params(self) -> None: ...
    def _log_invocation(self) -> None: ...
    def exit_json(self, **kwargs: Any) -> NoReturn: ...
    def fail_json(self, msg: str, *, exception: Any = ..., **kwargs: Any) -> NoReturn: ...
    def warn(self, warning: str) -> None: ...
    def deprecate(self, msg: str, version: str | None = ..., **kwargs: Any) -> None: ...
    def log(self, msg: str, log_args: Mapping[str, Any] | None = ...) -> None: ...
    def debug(self, msg: str) -> None: ...

def missing_required_lib(library: str, reason: str | None = ..., url: str | None = ...) -> str: ...
def remove_values(value: Any, no_log_strings: Any) -> Any: ...
