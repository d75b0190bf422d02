# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Large results, quickly. Private to oncall.routing."""

from __future__ import annotations

import contextlib
import json

from ansible.module_utils import basic

#: Ansible's own removal of secrets; it looks into every value for every secret, which takes longer
#: than all else a task of many objects does.
_removal = getattr(basic, "remove_values", None)


def removed(value, secrets):
    """The same as Ansible's removal, which is only asked when there is anything to remove."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return _removal(value, secrets)
    for secret in secrets:
        # what JSON escapes within a secret is searched for as it is escaped
        if json.dumps(str(secret), ensure_ascii=False)[1:-1] in text:
            return _removal(value, secrets)
    return value


@contextlib.contextmanager
def quick_removal():
    """Within it a module's result is searched for secrets once."""
    if _removal is None:
        yield
        return
    basic.remove_values = removed
    try:
        yield
    finally:
        basic.remove_values = _removal
