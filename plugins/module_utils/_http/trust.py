# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which authorities are trusted. Private to oncall.routing."""

from __future__ import annotations

import os

#: Variables that name them; the first that is set counts. requests knows the first two; OpenSSL,
#: and whatever else is built on it, the others.
TRUST = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


def trusted(ca_path: str | None) -> str | bool:
    """The file or folder of the authorities to trust, or True for those that requests brings."""
    return ca_path or next((os.environ[name] for name in TRUST if os.environ.get(name)), True)
