# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a vendor is. Private to oncall.routing."""

from __future__ import annotations

from .connections import TOKEN


class Option:
    """One connection option. ``env``: variables read in this order when it is not given.

    unless: the environment is asked only when none of these other options is given
    (``auth_in=body``: given with this value).
    least: the smallest number allowed. form: what a text must be like, see ``connections``; a
    secret is a token.
    """

    def __init__(
        self,
        name,
        help,
        type="str",
        default=None,
        env=(),
        no_log=None,
        choices=None,
        required=False,
        unless=(),
        least=None,
        form=None,
    ):
        self.name = name
        self.help = [help] if isinstance(help, str) else list(help)
        self.type = type
        self.default = default
        self.env = tuple(env)
        self.no_log = no_log
        self.choices = choices
        self.required = required
        self.unless = tuple(unless)
        self.least = least
        self.form = form or (TOKEN if no_log else None)


class Brand:
    """One of several names under which a vendor sells: its variables of the environment count as
    one set, and its keys are for its hosts alone.

    sites: name of a preset to its address; what stands behind the first hyphen is the region.
    default: the address where nothing says which.
    domains: what its hosts end with. key, address, region: the variables.
    """

    def __init__(self, label, sites, default, domains, key, address, region):
        self.label = label
        self.sites = dict(sites)
        self.default = default
        self.domains = tuple(domains)
        self.key = key
        self.address = address
        self.region = region
        self.variables = (key, address, region)
        self.regions = {name.partition("-")[2]: url for name, url in self.sites.items()}

    def of_region(self, text):
        """The address of a region, which may be called by its whole preset; None where there is
        no such.
        """
        name = text.strip().lower()
        return self.sites.get(name) or self.regions.get(name)


class Vendor:
    """A vendor: its connection options, how it spells JSON keys, and how to reach it.

    name: the prefix of its modules. connect: options to a gateway. naming: option name to JSON key.
    scope: options to a few words that say within what an id was looked for. concurrency: default of
    writes in flight, None where they are never parallel. pages: where the vendor documents the API.
    path: options to the path that is added to the address.
    brands: where it has several. Then the options called api_key, api_url and site are told by the
    variables of one of them.
    """

    #: the options that a brand's variables tell
    branded = ("api_key", "api_url", "site")

    def __init__(
        self,
        name,
        label,
        options,
        connect,
        naming,
        path,
        scope=None,
        concurrency=1,
        pages=(),
        brands=(),
    ):
        self.name = name
        self.label = label
        self.options = list(options)
        self.connect = connect
        self.naming = naming
        self.path = path
        self.scope = scope or (lambda options: "")
        self.concurrency = concurrency
        self.pages = tuple(pages)
        self.brands = tuple(brands)
        self.kinds = {}

    def fallback(self, option):
        """The variables of which the first that holds something stands for an option that is not
        given; those of brands go another way.
        """
        return () if self.brands and option.name in self.branded else option.env

    def add(self, *kinds):
        """Kinds that are only referred to."""
        for kind in kinds:
            self.kinds[kind.kind] = kind
