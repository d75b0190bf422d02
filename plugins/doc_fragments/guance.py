# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Connection options of Guance / TrueWatch. Generated; see tests/tools/generate.py."""

    DOCUMENTATION = r"""
options:
  api_url:
    description:
    - The address of the Open API. It overrides O(site), and O(site)
      overrides the environment.
    - If it is missing and O(site) is missing, E(GUANCE_END_POINT) or
      E(TRUEWATCH_END_POINT) replaces it.
    - The default is V(https://openapi.guance.com) (Guance) or V(https://us1-openapi.truewatch.com)
      (TrueWatch).
    type: str
  site:
    description:
    - 'A preset for O(api_url): brand and region. Variables hold only
      the region, like V(singapore).'
    - If it is missing and O(api_url) is missing, E(GUANCE_REGION) or
      E(TRUEWATCH_REGION) replaces it.
    type: str
    choices:
    - guance-hangzhou
    - guance-ningxia
    - guance-zhangjiakou
    - guance-guangzhou
    - guance-vnet
    - guance-hongkong
    - guance-oregon
    - guance-frankfurt
    - guance-singapore
    - guance-southafrica
    - guance-jakarta
    - truewatch-oregon
    - truewatch-frankfurt
    - truewatch-singapore
    - truewatch-southafrica
    - truewatch-jakarta
  api_key:
    description:
    - The secret of an API key (not its ID, not a client token). Required,
      here or in the environment.
    - It selects the workspace, and its roles decide what it may do.
    - If it is missing, E(GUANCE_ACCESS_TOKEN) or E(TRUEWATCH_ACCESS_TOKEN)
      replaces it.
    - 'The variables of a brand count as one set: the client never sends
      a key of one brand to a host of another, and a task refuses variables
      of several brands unless O(site) or O(api_url) decides.'
    type: str
  api_version:
    description:
    - The version of the paths. V(v1) (C(add) and C(modify)) is for
      old private deployments, which know neither bindings nor C(agg_type)
      and C(ignore_ok).
    type: str
    choices:
    - v2
    - v1
    default: v2
  rate_limit:
    description:
    - The most requests the client sends in any minute. The vendor documents
      20 for a key.
    - With V(0) the client waits only when the vendor says so.
    type: int
    default: 20
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
