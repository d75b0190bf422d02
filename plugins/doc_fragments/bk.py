# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Connection options of BlueKing Monitor. Generated; see tests/tools/generate.py."""

    DOCUMENTATION = r"""
options:
  api_url:
    description:
    - The address of the site's ESB or API gateway, for example V(https://paas.example.com).
      Required, here or in the environment.
    - If it is missing, E(BK_API_URL) replaces it.
    type: str
  api_style:
    description:
    - 'The way to the monitor: V(esb), or V(apigw) for an API gateway.'
    - The gateway publishes no search of notice groups, so modules for
      notice groups refuse V(apigw).
    type: str
    choices:
    - esb
    - apigw
    default: esb
  bk_app_code:
    description:
    - The code of the calling app. Required, here or in the environment,
      unless there is an O(access_token).
    - If it is missing, E(BK_APP_CODE) replaces it.
    type: str
  bk_app_secret:
    description:
    - The secret of the app. Required like O(bk_app_code).
    - If it is missing, E(BK_APP_SECRET) replaces it.
    type: str
  bk_token:
    description:
    - The login token of the user. One of O(bk_token) and O(bk_username)
      is required, except with O(api_style=apigw). O(bk_token) overrides
      O(bk_username).
    - If it is missing, and O(bk_username) and O(access_token) are missing
      too, E(BK_TOKEN) replaces it.
    type: str
  bk_username:
    description:
    - The name of the user, for apps that the site lets act without
      a token.
    - If it is missing, and O(bk_token) and O(access_token) are missing
      too, E(BK_USERNAME) replaces it.
    type: str
  access_token:
    description:
    - A user's access token. It replaces the code and secret of the
      app, and the user. The header holds it.
    - If it is missing, and O(bk_app_code) and O(bk_app_secret) and
      O(bk_token) and O(bk_username) and O(auth_in=body) are missing
      too, E(BK_ACCESS_TOKEN) replaces it.
    type: str
  auth_in:
    description:
    - 'Where to send the credentials: with V(auto) in the body, as the
      vendor''s document says, but an O(access_token) in the header.
      With O(api_style=apigw) the header always holds them.'
    type: str
    choices:
    - auto
    - body
    - header
    default: auto
  bk_biz_id:
    description:
    - The business the objects belong to. Negative for spaces that are
      no CMDB business.
    type: int
    required: true
  bk_tenant_id:
    description:
    - The tenant, on sites with several.
    - If it is missing, E(BK_TENANT_ID) replaces it.
    type: str
  api_path:
    description:
    - The path below O(api_url) at which the monitor's calls lie.
    - With O(api_style=apigw) the default stands for V(/api/bk-monitor/prod/app);
      other stages and gateways need their own path.
    type: str
    default: /api/c/compapi/v2/monitor_v3
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
    default: 60
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
