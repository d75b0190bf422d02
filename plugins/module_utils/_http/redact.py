# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keeping secrets out of texts. Private to oncall.routing."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

MASK = "********"
#: Shorter values are words of everyday text; masking them would garble messages without hiding anything.
SHORTEST = 4


class Redactor:
    """Replaces known secrets, also URL-encoded or JSON-escaped, and then cuts: never the other way round."""

    def __init__(self, secrets=()):
        self._secrets = set()
        self._forms = (0, ())  # how many secrets they are of, and the longest first
        self.add(*secrets)

    def add(self, *secrets):
        self._secrets.update(secret for secret in secrets if isinstance(secret, str) and len(secret) >= SHORTEST and secret != MASK)

    def learn(self, other):
        """Takes over what another one knows."""
        self._secrets.update(other._secrets)

    def _all_forms(self):
        """Made when there is a text to clean: most tasks have none, and a large one may have thousands of secrets."""
        secrets = list(self._secrets)
        if self._forms[0] != len(secrets):
            forms = {form for secret in secrets for form in (
                secret, quote(secret, safe=""), quote(secret), quote_plus(secret),
                json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1])}
            self._forms = (len(secrets), sorted(forms, key=len, reverse=True))
        return self._forms[1]

    def clean(self, text, most=None):
        """The text without secrets, at most ``most`` characters of it."""
        text = str(text)
        for form in self._all_forms():
            text = text.replace(form, MASK)
        return text if most is None or len(text) <= most else text[:most] + "..."
