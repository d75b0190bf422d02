# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Connection options of Mackerel. Generated; see tests/tools/generate.py."""

    DOCUMENTATION = r"""
options:
  api_url:
    description:
    - The address of the API. Customers of KCPS use V(https://kcps-mackerel.io).
    - If it is missing, E(MACKEREL_API_BASE) replaces it.
    type: str
    default: https://api.mackerelio.com
  api_key:
    description:
    - The API key. Required, here or in the environment.
    - It selects the organization, and needs the permissions Read and
      Write; Read is enough for reading and for check mode.
    - If it is missing, the first of E(MACKEREL_APIKEY) and E(MACKEREL_API_KEY)
      with a value replaces it.
    type: str
  validate_certs:
    description:
    - Whether the certificate of the server is checked.
    type: bool
    default: true
  ca_path:
    description:
    - A file or folder with certificates of authorities to trust instead
      of those that C(requests) brings.
    type: path
  timeout:
    description:
    - Seconds one request may take.
    type: int
    default: 30
  retries:
    description:
    - 'How often a request is tried again after the first time, where
      it may be tried again: connection errors, answers that broke on
      the way, HTTP 408, 425, 429, 502 to 504 and 520 to 524, HTTP 500
      where repeating does no harm, and the vendor''s own codes for
      "later".'
    - 'A create is never blindly repeated: after an unclear outcome
      the list is read again.'
    type: int
    default: 5
  max_wait:
    description:
    - The most seconds one task may spend waiting on rate limits and
      between tries.
    type: int
    default: 300
requirements:
- requests
"""
