# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from contextlib import AbstractContextManager
from typing import Any

class ActionBase:
    _task: Any
    _connection: Any
    _templar: Any
    _loader: Any
    def run(
        self, tmp: str | None = None, task_vars: dict[str, Any] | None = None
    ) -> dict[str, Any]: ...
    @classmethod
    def get_finalize_task_args_context(
        cls, *args: Any, **kwargs: Any
    ) -> AbstractContextManager[Any]: ...
    def _update_module_args(
        self, module_name: str, module_args: dict[str, Any], task_vars: dict[str, Any]
    ) -> None: ...
    def _parse_returned_data(self, res: dict[str, Any], profile: str) -> Any: ...
    def _compute_environment_string(self, raw_environment_out: dict[str, Any] = ...) -> str: ...
