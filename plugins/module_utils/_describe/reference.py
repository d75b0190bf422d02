# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fields that refer to other objects. Private to oncall.routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Iterable, Mapping

from .field import Stored
from .markers import Row
from .problems import Problems, quoted
from .text import Str

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from .field import Common, Help
    from .hooks import CheckText, CleanText, FreeText, Names, Visitor


class Ref(Str):
    """A reference by name or id. In normal form it is the id.

    kind: name of the kind referred to, or a dict from the prefix a user types (``member:``) to the
    name of the kind. words: values that are no references (``email``).
    id_prefixes: a value that begins so is an id and is not looked up (Guance's UUIDs carry their
    kind).
    free: what to say of a value that names nothing, where the vendor keeps it as it stands; None
    where it has to name something. Such a vendor keeps names too, so a stored name is the same as
    the id of what it names.
    """

    def __init__(
        self,
        kind: str | Mapping[str, str],
        help: Help | None = None,
        *,
        words: Iterable[str] = (),
        id_prefixes: Iterable[str] = (),
        free: FreeText | None = None,
        check_with: CheckText | None = None,
        clean: CleanText | None = None,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(help, blank=False, check_with=check_with, clean=clean, **common)
        self.kind = kind if isinstance(kind, str) else None
        self.prefixes = {} if isinstance(kind, str) else dict(kind)
        self.words = tuple(words)
        self.id_prefixes = tuple(id_prefixes)
        self.free = free

    def kinds(self) -> list[str]:
        """Names of the kinds that it may refer to."""
        return [self.kind] if self.kind else list(self.prefixes.values())

    def split(self, value: str) -> tuple[str | None, str]:
        """(kind, name) of what a user typed. The kind is None where the value stands for itself,
        and empty where it does not say its kind.
        """
        if value in self.words or (self.id_prefixes and value.startswith(self.id_prefixes)):
            return None, value
        if not self.prefixes:
            return self.kind, value
        prefix, colon, name = value.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix], name.strip()
        return "", value

    def _parse(self, value: Any, path: str, problems: Problems, stored: Stored) -> Any:
        before = len(problems.found)
        text = super()._parse(value, path, problems, stored)
        if len(problems.found) > before:
            return text
        kind, name = self.split(text)
        if kind == "":
            problems.add(
                path,
                "%s does not say what it is: write %s%s or an id (%s...)"
                % (
                    quoted(value),
                    ", ".join("%s:NAME" % prefix for prefix in self.prefixes),
                    "".join(", %s" % word for word in self.words),
                    "..., ".join(self.id_prefixes),
                ),
            )
        elif not name:
            problems.add(path, "%s names nothing" % quoted(value))
        return text

    def is_shown(self, value: Any, normal: Any, names: Names) -> bool:
        return super().is_shown(value, normal, names) or str(value) == names.name(self, normal)

    def _is_unseen(self, holder: Row) -> bool:
        # a required reference is never empty
        return super()._is_unseen(holder) or (self.required and holder.get(self.api) == "")

    def is_ident(self, name: str) -> bool:
        """Whether a text can be nothing but an id, so that it is good without being looked up."""
        return False

    def walk(self, value: Any, path: str, visitor: Visitor) -> Any:
        return visitor.visit(self, value, path)

    def leaves(self) -> tuple[Ref, ...]:
        return (self,)


class Key(Ref):
    """The name of an object whose name is its key at the vendor. It stays a name; a write checks
    first that the object exists.
    """

    def is_ident(self, name: str) -> bool:
        return True
