# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields that hold several options. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping

from .field import Field, Stored, screened_dict, without
from .markers import UNKNOWN, UNSET, Row
from .numbers import Bool
from .problems import Problems, join

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from .field import Common, Help
    from .hooks import Names, Visitor
    from .reference import Ref
    from .vendor import Naming


class Record(Field):
    """An element with options of its own, always given whole: an omitted option is unset and does
    not appear in normal form.

    read_only: keys that never go back to the vendor. closed: nor does any other key without field.
    keeps_empty: what an answer shows empty goes back empty, because the vendor tells it from
    nothing.
    """

    type = "dict"

    def __init__(
        self,
        fields: Mapping[str, Field],
        help: Help | None = None,
        *,
        read_only: Iterable[str] = (),
        closed: bool = False,
        keeps_empty: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(help, **common)
        self.fields = fields
        self.read_only = tuple(read_only)
        self.closed = closed
        self.keeps_empty = keeps_empty

    def bind(self, name: str, naming: Naming) -> Self:
        super().bind(name, naming)
        for key, field in self.fields.items():
            field.bind(key, naming)
        return self

    def spec(self) -> dict[str, Any]:
        options = {}
        for name, field in self.fields.items():
            entry = options[name] = field.spec()
            if field.required:
                entry["required"] = True
            elif field.default not in (field.empty, [], {}, None) or isinstance(field, Bool):
                entry["default"] = field.default
        return dict(super().spec(), options=options)

    def options(self, name: str) -> tuple[tuple[str, Field], ...]:
        inner = [one for name, field in self.fields.items() for one in field.options(name)]
        return ((name, self), *inner)

    # --- the option

    def _filled(self, found: dict[str, Any]) -> dict[str, Any]:
        """The same with what always has a value."""
        for name, field in self.fields.items():
            if isinstance(field, Bool):
                found.setdefault(name, field.default)
        return found

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if not isinstance(value, dict):
            problems.add(path, "must be a dict")
            return {}
        found = {}
        for name, field in self.fields.items():
            given, here = value.get(name), join(path, name)
            if given is None or (field.is_empty(given) and not field.required):
                if field.required:
                    problems.add(here, "is required")
                continue
            normal = field.parse(given, here, problems, stored.at(name))
            if field.required or normal not in ("", [], {}):
                found[name] = normal
        return self._filled(found)

    def is_shown(self, value: Any, normal: Any, names: Names) -> bool:
        if not isinstance(value, dict):
            return False
        said = self._filled({name: one for name, one in value.items() if one is not None})
        return bool(said.keys() == normal.keys()) and all(
            self.fields[name].is_shown(said[name], one, names) for name, one in normal.items()
        )

    def check(self, value: Any, path: str, problems: Problems) -> None:
        for name, given in value.items():
            self.fields[name].check(given, join(path, name), problems)

    # --- answers

    def read(self, raw: Any) -> Any:
        if raw in UNSET:
            return self._filled({})
        return self.read_all(raw) if isinstance(raw, dict) else UNKNOWN

    def read_element(self, raw: Any) -> Any:
        return self.read_all(raw) if isinstance(raw, dict) else super().read_element(raw)

    def read_all(self, raw: Row) -> Any:
        """A dict that is there, also an empty one."""
        found = {}
        for name, field in self.fields.items():
            value = field.read_in(raw)
            if value is UNKNOWN:
                return UNKNOWN
            if raw.get(field.api) in UNSET or value in ([], {}):
                continue
            if type(value) is not type(field.unset) or value != field.unset:
                found[name] = value
        return self._filled(found)

    def unseen(self, raw: Any) -> list[str]:
        if not isinstance(raw, dict):
            return [""]
        return ["." + path for field in self.fields.values() for path in field.unseen_in(raw)]

    # --- bodies

    def write(self, value: Any) -> Any:
        # a body always holds a list that every answer shows
        body = {
            field.api: field.write([])
            for name, field in self.fields.items()
            if field.goes_empty and name not in value
        }
        for name, given in value.items():
            body[self.fields[name].api] = self.fields[name].write(given)
        return body

    @property
    def keeps_unknown(self) -> bool:
        return not self.closed

    def write_over(self, value: Any, raw: Any) -> Any:
        written = self.write(value)
        if self.closed or not isinstance(raw, dict):
            return written
        for name, given in value.items():
            field = self.fields[name]
            written[field.api] = field.write_over(given, raw.get(field.api))
        for field in self.fields.values() if self.keeps_empty else ():
            if raw.get(field.api) in ("", [], {}):
                written.setdefault(field.api, raw[field.api])
        known = [field.api for field in self.fields.values()]
        return dict(without(raw, [*known, *self.read_only]), **written)

    # --- comparing and showing

    def key(self, value: Any) -> Any:
        return tuple(
            (name, field.key(value[name])) for name, field in self.fields.items() if name in value
        )

    def show(self, value: Any, reveal: bool = False) -> Any:
        return {
            name: field.show(value[name], reveal)
            for name, field in self.fields.items()
            if name in value
        }

    def screened(self, raw: Any) -> Any:
        return screened_dict(raw, {field.api: field for field in self.fields.values()})

    # --- secrets and references

    @property
    def holds_secret(self) -> bool:
        return any(field.holds_secret for field in self.fields.values())

    def unmasked(self, value: Any, stored: Any) -> Any:
        stored = stored if isinstance(stored, dict) else {}
        found = {
            name: self.fields[name].unmasked(given, stored.get(name, UNKNOWN))
            for name, given in value.items()
        }
        return UNKNOWN if any(given is UNKNOWN for given in found.values()) else found

    def secrets(self, value: Any) -> Iterator[str]:
        for name, given in value.items():
            yield from self.fields[name].secrets(given)

    def walk(self, value: Any, path: str, visitor: Visitor) -> Any:
        return {
            name: self.fields[name].walk(given, join(path, name), visitor)
            for name, given in value.items()
        }

    def leaves(self) -> tuple[Ref, ...]:
        return tuple(leaf for field in self.fields.values() for leaf in field.leaves())


class Part(Record):
    """A record of which a task may give a part: what it leaves out stays as it is stored, or else
    as the vendor fills it in. ``{}`` means none of it.

    fills: what the vendor fills in. needs: options that it wants with every such record. off: the
    value that means the same as none of it.
    """

    def __init__(
        self,
        fields: Mapping[str, Field],
        help: Help | None = None,
        *,
        fills: Mapping[str, Any] | None = None,
        needs: Iterable[str] = (),
        off: Mapping[str, Any] | None = None,
        silent: bool = False,
        left_out: bool = False,
        send: str = "",
    ) -> None:
        super().__init__(
            fields, help, default={}, unset={}, silent=silent, left_out=left_out, send=send
        )
        self.fills = dict(fills or {})
        self.needs = tuple(needs)
        self.off = off

    def spec(self) -> dict[str, Any]:
        # Ansible would fill in a default in place of what is stored
        options = {name: field.spec() for name, field in self.fields.items()}
        return dict(super().spec(), options=options)

    def _filled(self, found: dict[str, Any]) -> dict[str, Any]:
        return found

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        if not isinstance(value, dict):
            problems.add(path, "must be a dict")
            return {}
        found = {
            name: field.parse(value[name], join(path, name), problems, stored.at(name))
            for name, field in self.fields.items()
            if value.get(name) not in (None, "")
        }
        return {name: one for name, one in found.items() if one != ""}

    def read(self, raw: Any) -> Any:
        if raw in UNSET:
            return {}
        if not isinstance(raw, dict):
            return UNKNOWN
        found = {
            name: field.read_in(raw)
            for name, field in self.fields.items()
            if not field.left_out or raw.get(field.api) not in (None, "")
        }
        return UNKNOWN if any(value is UNKNOWN for value in found.values()) else self._whole(found)

    def _whole(self, found: dict[str, Any]) -> dict[str, Any]:
        whole = dict(self.fills, **found)
        return {name: whole[name] for name in self.fields if name in whole}

    def completed(self, value: Any, stored: Any, reset: bool = False) -> Any:
        if not value:
            return {}
        known = stored if isinstance(stored, dict) else {}
        kept = {name: one for name, one in known.items() if name in self.needs or not reset}
        found = dict(kept, **value)
        return {} if found == self.off and stored is not UNKNOWN else self._whole(found)

    def lacking(self, value: Any) -> list[str]:
        """What of a value that is not empty the vendor would miss."""
        return [name for name in self.needs if name not in value] if value else []

    def write(self, value: Any) -> Any:
        return {
            self.fields[name].api: self.fields[name].write(given) for name, given in value.items()
        }

    def key(self, value: Any) -> Any:
        return super().key({name: one for name, one in value.items() if one != []})
