# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Options of the engine, which are the same for all kinds of objects."""

    DOCUMENTATION = r"""
options:
  state:
    description:
      - Whether the object exists after the task.
    type: str
    choices: [present, absent]
    default: present
"""

    WRITE = r"""
options:
  on_unspecified:
    description:
      - The treatment of stored values that the task omits.
      - V(keep) keeps them. V(reset) returns them to the vendor's default, except options without a
        default and bindings that others also make.
      - A task always gives a list whole.
      - An explicit empty value (V(""), V([]), V({})) clears an option in both cases.
    type: str
    choices: [keep, reset]
    default: keep
  planned:
    description:
      - Registered results of earlier tasks. In check mode this task plans as if Ansible had carried
        them out, so it finds objects by name that an earlier task would create. Without check mode
        it has no effect.
    type: list
    elements: dict
"""

    MEMBERS = r"""
options:
  mode:
    description:
      - The meaning of each list of references or people in the task.
      - V(replace) makes it the whole list. V(add) and V(remove) change only the elements of the
        task and keep the others.
      - A list whose order has a meaning, and any other option, replaces the stored value. With
        V(add) and V(remove) a task refuses to change a list of references with such an order.
    type: str
    choices: [replace, add, remove]
    default: replace
"""

    FORCE = r"""
options:
  force:
    description:
      - Whether to delete an object that others still use. Without this the task is refused and
        names the users.
    type: bool
    default: false
"""

    KEEP = r"""
options:
  keep_used:
    description:
      - Whether to keep an object that the task should delete and others still use. A warning and
        C(kept) name the object and its users, and the task does not fail.
    type: bool
    default: false
"""

    SECRETS = r"""
options:
  update_secrets:
    description:
      - When to send secrets to an existing object. The vendor may answer with a mask, which hides a
        difference.
      - V(on_change) sends them if the answer shows a difference. V(always) sends them in every run,
        which is a change every time. V(on_create) never sends them to an existing object.
    type: str
    choices: [on_change, always, on_create]
    default: on_change
"""

    MANY = r"""
options:
  purge:
    description:
      - Whether to delete objects within O(purge_scope) that the list lacks.
    type: bool
    default: false
  purge_scope:
    description:
      - The objects that a purge may delete; it deletes no others. Required with O(purge=true).
      - Exactly one of the two is required. A purge passes over objects that the vendor never
        deletes.
      - With O(purge=false) the task deletes nothing, and C(unlisted) names the objects that a purge
        would delete.
    type: dict
    suboptions:
      name_prefix:
        description: Objects whose name begins with this text.
        type: str
      name_regex:
        description: Objects whose whole name matches this regular expression.
        type: str
  purge_limit:
    description:
      - The most objects that a purge may delete. If there are more, the task fails before the
        first write.
    type: int
    default: 10
  allow_empty:
    description:
      - Whether to allow a purge with an empty list. Without this the task is refused.
    type: bool
    default: false
  on_invalid:
    description:
      - The treatment of an invalid element of the list, for example one with an unknown reference.
      - V(fail) refuses the task before the first write. V(skip) leaves the element out and carries
        out the others; the task fails at the end and names it. A purge never deletes the object of
        an element that was left out.
    type: str
    choices: [fail, skip]
    default: fail
"""

    INFO = r"""
options:
  name:
    description:
      - Only objects with exactly this name.
    type: str
  resolve_names:
    description:
      - Whether to return references as names instead of ids. An id stays if its name is not
        unique.
    type: bool
    default: false
  reveal_secrets:
    description:
      - Whether to return secrets in clear, for a complete export. Keep the result out of logs
        (C(no_log)).
    type: bool
    default: false
"""
