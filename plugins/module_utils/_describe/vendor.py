# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a vendor is. Private to oncall.routing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Iterable, Mapping

from .connections import TOKEN
from .markers import Frozen

if TYPE_CHECKING:
    from .field import Help
    from .hooks import Connect, OptionsToText
    from .kind import Kind


class Naming:
    """How a vendor writes the keys of its JSON: as options are written."""

    def key(self, option: str) -> str:
        """The key that stands for an option, unless its field has another one (``api``)."""
        return option


class CamelCase(Naming):
    """``childChannelIds`` for ``child_channel_ids``."""

    def key(self, option: str) -> str:
        head, *rest = option.split("_")
        return head + "".join(part.capitalize() for part in rest)


AS_OPTIONS = Naming()
CAMEL_CASE = CamelCase()


def snake(name: str) -> str:
    """``childChannelIds`` as options are written: ``child_channel_ids``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


class Option(Frozen):
    """One connection option.

    env: variables that stand for it, best first, where the task does not give it.
    unless: the environment does not count where one of these options is given (``auth_in=body``:
    given with this value). least: the smallest number allowed. form: what a text may hold, see
    ``connections``; a secret is a token by default.
    """

    def __init__(
        self,
        name: str,
        help: Help,
        *,
        type: str = "str",
        default: Any = None,
        env: Iterable[str] = (),
        no_log: bool | None = None,
        choices: Iterable[str] | None = None,
        required: bool = False,
        unless: Iterable[str] = (),
        least: int | None = None,
        form: str | None = None,
    ) -> None:
        self.name = name
        self.help = [help] if isinstance(help, str) else list(help)
        self.type = type
        self.default = default
        self.env = tuple(env)
        self.no_log = no_log
        self.choices = None if choices is None else list(choices)
        self.required = required
        self.unless = tuple(unless)
        self.least = least
        self.form = form or (TOKEN if no_log else None)
        self._seal(Option)


class Brand(Frozen):
    """One of several names under which a vendor sells. Its variables of the environment count as
    one set, and its keys are for its hosts alone.

    sites: name of a preset to its address; the region follows the first hyphen of the name.
    default: the address without site and region. domains: how its hosts end. key, address, region:
    the variables.
    """

    def __init__(
        self,
        label: str,
        *,
        sites: Mapping[str, str],
        default: str,
        domains: Iterable[str],
        key: str,
        address: str,
        region: str,
    ) -> None:
        self.label = label
        self.sites = dict(sites)
        self.default = default
        self.domains = tuple(domains)
        self.key = key
        self.address = address
        self.region = region
        self.variables = (key, address, region)
        self.regions = {name.partition("-")[2]: url for name, url in self.sites.items()}
        self._seal(Brand)

    def of_region(self, text: str) -> str | None:
        """The address of a region, or of a whole preset; None for an unknown one."""
        name = text.strip().lower()
        return self.sites.get(name) or self.regions.get(name)


class Vendor(Frozen):
    """A vendor: how to reach it, how it spells JSON keys, and all its kinds.

    name: prefix of its modules. options: connection options. connect: from their values to a
    gateway. naming: how it writes the keys of its JSON. path: from the options to the path that is
    added to the address. scope: from the options to a few words that say within what an id was
    looked for. concurrency: default of writes in flight, None where they are never parallel.
    pages: where the vendor documents the API.
    brands: where it has several; then their variables stand for ``api_key``, ``api_url`` and
    ``site``.
    kinds: what can be listed and referred to, also kinds that no module manages.
    """

    #: the options that a brand's variables stand for
    branded = ("api_key", "api_url", "site")

    def __init__(
        self,
        name: str,
        label: str,
        *,
        options: Iterable[Option],
        connect: Connect,
        naming: Naming,
        path: OptionsToText,
        kinds: Iterable[Kind],
        scope: OptionsToText | None = None,
        concurrency: int | None = 1,
        pages: Iterable[str] = (),
        brands: Iterable[Brand] = (),
    ) -> None:
        self.name = name
        self.label = label
        self.options = list(options)
        self.connect = connect
        self.naming = naming
        self.path = path
        self.kinds: Mapping[str, Kind] = {kind.kind: kind for kind in kinds}
        self.scope = scope or _no_scope
        self.concurrency = concurrency
        self.pages = tuple(pages)
        self.brands = tuple(brands)
        self._seal(Vendor)

    def fallback(self, option: Option) -> tuple[str, ...]:
        """The variables that stand for an option, best first; none where a brand decides."""
        return () if self.brands and option.name in self.branded else option.env


def _no_scope(dummy_options: Mapping[str, Any]) -> str:
    return ""
