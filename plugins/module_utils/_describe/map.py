# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A field that holds a dict with keys of the user's own. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterator, Mapping

from .field import Field, Stored, screened_dict, without
from .markers import UNKNOWN, UNSET
from .problems import Problems, join

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from .field import Common, Help
    from .hooks import Names, Visitor
    from .reference import Ref
    from .vendor import Naming


class MapOf(Field):
    """A dict whose keys are the user's own, always given whole.

    keys: spellings of a key to the canonical one, where only a few keys exist.
    keep_empty: a key with an empty list is not the same as no key.
    """

    type = "dict"
    empty: Any = None

    def __init__(
        self,
        item: Field,
        help: Help | None = None,
        *,
        keys: Mapping[str, str] | None = None,
        keep_empty: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(help, **common)
        self.item = item
        self.keys = keys
        self.keep_empty = keep_empty

    def _empty(self) -> Any:
        return {}

    def bind(self, name: str, naming: Naming) -> Self:
        super().bind(name, naming)
        self.item.help = self.item.help or self.help
        self.item.bind(name, naming)
        return self

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if not isinstance(value, dict):
            problems.add(path, "must be a dict")
            return {}
        found: dict[str, Any] = {}
        typed: dict[str, str] = {}
        for given, element in value.items():
            here, key = join(path, str(given)), self._canonical(str(given))
            if key is None:
                problems.add(here, "is not one of %s" % ", ".join(self.keys or ()))
            elif key in found:
                problems.add(here, "says the same as %s" % join(path, typed[key]))
            elif element is None:
                typed[key] = str(given)
                problems.add(here, "must not be null")
            else:
                typed[key] = str(given)
                found[key] = self.item.parse(element, here, problems, stored.at(key))
        return self._trimmed(found)

    def _canonical(self, key: str) -> str | None:
        """The canonical spelling of a key; None where there is no such key."""
        return key if self.keys is None else self.keys.get(key)

    def is_shown(self, value: Any, normal: Any, names: Names) -> bool:
        if not isinstance(value, dict):
            return False
        said = {
            (self.keys or {}).get(str(key), str(key)): one
            for key, one in value.items()
            if one is not None
        }
        return bool(said.keys() == normal.keys()) and all(
            self.item.is_shown(said[key], one, names) for key, one in normal.items()
        )

    def _trimmed(self, found: dict[str, Any]) -> dict[str, Any]:
        if self.keep_empty:
            return found
        return {key: element for key, element in found.items() if element not in ("", [], {})}

    def read(self, raw: Any) -> Any:
        if raw in UNSET:
            return dict(self.default)
        if not isinstance(raw, dict):
            return UNKNOWN
        found = {}
        for given, element in raw.items():
            key = self._canonical(str(given))
            if element is not None and key is not None:
                found[key] = self.item.read(element)
        if any(element is UNKNOWN for element in found.values()):
            return UNKNOWN
        return self._trimmed(found)

    def write(self, value: Any) -> Any:
        return {key: self.item.write(element) for key, element in value.items()}

    def screened(self, raw: Any) -> Any:
        keys = self.keys
        if keys is None:
            keys = raw if isinstance(raw, dict) else {}
        return screened_dict(raw, dict.fromkeys(keys, self.item))

    @property
    def keeps_unknown(self) -> bool:
        return self.keys is not None

    def write_over(self, value: Any, raw: Any) -> Any:
        rest = without(raw, self.keys) if self.keys and isinstance(raw, dict) else {}
        return dict(rest, **self.write(value))

    def show(self, value: Any, reveal: bool = False) -> Any:
        return {key: self.item.show(value[key], reveal) for key in sorted(value)}

    def key(self, value: Any) -> Any:
        return frozenset((key, self.item.key(element)) for key, element in value.items())

    def check(self, value: Any, path: str, problems: Problems) -> None:
        for key, element in value.items():
            self.item.check(element, join(path, key), problems)

    def walk(self, value: Any, path: str, visitor: Visitor) -> Any:
        return {
            key: self.item.walk(element, join(path, key), visitor) for key, element in value.items()
        }

    @property
    def holds_secret(self) -> bool:
        return self.item.holds_secret

    def unmasked(self, value: Any, stored: Any) -> Any:
        stored = stored if isinstance(stored, dict) else {}
        found = {
            key: self.item.unmasked(element, stored.get(key, UNKNOWN))
            for key, element in value.items()
        }
        return UNKNOWN if any(element is UNKNOWN for element in found.values()) else found

    def secrets(self, value: Any) -> Iterator[str]:
        for element in value.values():
            yield from self.item.secrets(element)

    def leaves(self) -> tuple[Ref, ...]:
        return self.item.leaves()

    def options(self, name: str) -> tuple[tuple[str, Field], ...]:
        return ((name, self), *self.item.options(name))
