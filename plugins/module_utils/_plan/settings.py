# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a task wants its resource treated. Private to oncall.routing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Mapping

from .._describe.problems import InputError
from .scope import compiled

if TYPE_CHECKING:
    from typing import Final


class Settings:
    """The options of the same names. What a task does not say has the default of the modules.

    vendor: the connection options. spared: names and ids of elements that were left out as
    invalid; their objects are not purged. now: seconds since 1970.
    """

    def __init__(
        self,
        options: Mapping[str, Any] | None = None,
        vendor: Mapping[str, Any] | None = None,
        spared: frozenset[str] = frozenset(),
        now: float | None = None,
    ) -> None:
        options = {key: value for key, value in (options or {}).items() if value is not None}
        scope = options.get("purge_scope", {})
        self._options: Final = options
        self.on_unspecified: Final[str] = options.get("on_unspecified", "keep")
        self.on_invalid: Final[str] = options.get("on_invalid", "fail")
        self.update_secrets: Final[str] = options.get("update_secrets", "on_change")
        self.force: Final[bool] = options.get("force", False)
        self.keep_used: Final[bool] = options.get("keep_used", False)
        self.purge: Final[bool] = options.get("purge", False)
        self.purge_scope: Final[dict[str, str]] = {
            key: value for key, value in scope.items() if value is not None
        }
        self.purge_limit: Final[int] = options.get("purge_limit", 10)
        self.allow_empty: Final[bool] = options.get("allow_empty", False)
        self.concurrency: Final[int] = options.get("concurrency") or 1
        self.vendor: Final[Mapping[str, Any]] = vendor or {}
        self.spared: Final = spared
        self.now: Final = time.time() if now is None else now

    def sparing(self, name: str | None, ident: object) -> Settings:
        """The same settings with an element that is left out as invalid: a purge leaves its object
        alone. Without a name and an id nobody knows which object that is, so a purge is refused.
        """
        named = frozenset(str(one) for one in (name, ident) if one not in (None, "", 0))
        if self.purge and name is None and ident in (None, "", 0):
            raise InputError(
                [
                    (
                        "purge",
                        "an element that is left out has no name, so it is not known what else"
                        " may be deleted",
                    )
                ]
            )
        return Settings(self._options, self.vendor, self.spared | named, self.now)

    def check(self) -> None:
        """Refuses settings that contradict each other."""
        if self.force and self.keep_used:
            raise InputError(
                [("keep_used", "contradicts force: true; what is used either stays or goes")]
            )
        scope = self.purge_scope
        if self.purge and not scope:
            raise InputError(
                [("purge_scope", "is required with purge: give name_prefix or name_regex")]
            )
        if len(scope) > 1:
            raise InputError([("purge_scope", "takes either name_prefix or name_regex, not both")])
        for key, value in scope.items():
            if not value.strip():
                raise InputError([("purge_scope." + key, "must not be empty")])
        if "name_regex" in scope:
            compiled(scope["name_regex"])
