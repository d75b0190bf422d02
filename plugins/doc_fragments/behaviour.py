# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """Options of the engine: how a task wants its objects treated."""

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
      - What happens to stored values that the task does not name.
      - V(keep) leaves them as they are. V(reset) puts them back to the vendor's default, except
          what has no default and bindings that
        others also make.
      - A list is always given whole.
      - An explicit empty value (V(""), V([]), V({})) clears an option in both cases.
    type: str
    choices: [keep, reset]
    default: keep
  planned:
    description:
      - Results of earlier tasks, as they were registered. In check mode this task then plans as if
          these had been carried out, so that what an
        earlier task would create can be referred to by name. Without check mode it has no effect.
    type: list
    elements: dict
"""

    MEMBERS = r"""
options:
  mode:
    description:
      - How a list of references, or of people, is meant that the task gives.
      - V(replace) makes it the whole list. V(add) and V(remove) change only the given elements and
          leave those of others alone.
      - A list whose order has a meaning, and any other option, is taken as it is given. Lists of
          references with such an order are refused with V(add) and
        V(remove) if they would change.
    type: str
    choices: [replace, add, remove]
    default: replace
"""

    FORCE = r"""
options:
  force:
    description:
      - Whether an object is deleted even if others still use it. Without this the task is refused
          and names who does.
    type: bool
    default: false
"""

    KEEP = r"""
options:
  keep_used:
    description:
      - Whether what others still use stays when it was to be deleted. A warning and C(kept) name it
          and its users, and the task does not fail for it.
    type: bool
    default: false
"""

    SECRETS = r"""
options:
  update_secrets:
    description:
      - When secrets are sent to an object that is there already. The vendor may answer with a mask,
          so that a difference can't be seen.
      - V(on_change) sends them when a difference can be seen. V(always) sends them in every run,
          which is a change every time.
        V(on_create) never sends them to what is there.
    type: str
    choices: [on_change, always, on_create]
    default: on_change
"""

    MANY = r"""
options:
  purge:
    description:
      - Whether objects within O(purge_scope) that are not in the list are deleted.
    type: bool
    default: false
  purge_scope:
    description:
      - Which objects a purge may delete; nothing outside is ever deleted. Required with
          O(purge=true).
      - Exactly one of the two is given. What the vendor does not let be deleted is passed over.
      - With O(purge=false) nothing is deleted, and C(unlisted) tells what a purge would delete.
    type: dict
    suboptions:
      name_prefix:
        description: Objects whose name begins so.
        type: str
      name_regex:
        description: Objects whose whole name matches this regular expression.
        type: str
  purge_limit:
    description:
      - The most objects a purge may delete. If there are more, the task fails before anything is
          written.
    type: int
    default: 10
  allow_empty:
    description:
      - Whether a purge with an empty list is meant. Without this it is refused.
    type: bool
    default: false
  on_invalid:
    description:
      - What becomes of the task when an element of the list can't be carried out, for example
          because what it refers to does not exist.
      - V(fail) refuses the task before anything is written. V(skip) leaves the element out and
          carries out the others; the task fails at the end and
        names it. A purge does not delete what was left out.
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
      - Whether references are returned as names instead of ids. An id stays where its name is not
          unique.
    type: bool
    default: false
  reveal_secrets:
    description:
      - Whether secrets are returned in clear, for an export that has to be complete. Keep the
          result out of logs (C(no_log)).
    type: bool
    default: false
"""
