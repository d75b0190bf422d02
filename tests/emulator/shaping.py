# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an answer looks: order, unset fields and unknown fields, all different from call to call."""

from __future__ import annotations

import copy
import random

EXTRA_KEY = "emulatorExtra"
EXTRA_VALUE = {"since": "2026", "list": [1, "two", None]}
_MODES = ("absent", "null", "empty")


class Shaper:
    """Belongs to one request. Two calls in a row see opposite orders, so that a change is
    certain with two elements.
    """

    def __init__(self, settings, call_no):
        self.settings = settings
        self.call_no = call_no
        self._random = random.Random(f"{settings['random_seed']}:{call_no // 2}")
        self._turn = call_no
        #: what is taken out of this answer
        self.lacks = list(settings["lacks"])

    def alternate(self, *choices):
        return choices[self.call_no % len(choices)]

    def mixed(self, items):
        """The items in another order, if shuffling is on."""
        items = list(items)
        if self.settings["shuffle"] and len(items) > 1:
            self._random.shuffle(items)
            if self.call_no % 2:
                items.reverse()
        return items

    def fill(self, out, empties, always=None):
        """Decide how each unset field comes back. ``empties``: those that an answer may leave out
        when they are not set; an empty value of None means absent rather than empty. ``always``:
        those that every answer shows; of them a list may be null all the same.
        """
        mode = self.settings["fill"]
        for key, empty in (always or {}).items():
            if not out.get(key):
                self._turn += 1
                how = _MODES[self._turn % 3] if mode == "mixed" else mode
                out[key] = (
                    None if how == "null" and isinstance(empty, list) else copy.deepcopy(empty)
                )
        for key, empty in empties.items():
            if out.get(key):
                continue
            self._turn += 1
            how = _MODES[self._turn % 3] if mode == "mixed" else mode
            if how == "null":
                out[key] = None
            elif how == "empty" and empty is not None:
                out[key] = empty.copy() if isinstance(empty, (list, dict)) else empty
            else:
                out.pop(key, None)
        return out

    def view(self, row, sets=(), empties=None, hide=(), always=None):
        """A stored object as the vendor shows it."""
        out = {
            key: value for key, value in row.items() if key not in hide and not key.startswith("_")
        }
        for key in sets:
            if out.get(key):
                out[key] = self.mixed(out[key])
        if empties or always:
            self.fill(out, empties or {}, always)
        if self.settings["extra_fields"]:
            out.setdefault(EXTRA_KEY, EXTRA_VALUE)
        return out

    def lacking(self, rows, path):
        """The rows of an answer without the keys that are taken away, whatever is stored there."""
        for entry in self.lacks:
            where, colon, keys = entry.rpartition(":")
            if not colon or where in path:
                rows = [_without(row, keys.split(".")) for row in rows]
        return rows

    def numbers(self, out, keys):
        """Numbers as floats or strings, where the vendor's settings ask for it."""
        floats = self.settings["floats"]
        if floats == "mixed":
            floats = self.alternate(True, False)
        for key in keys:
            value = out.get(key)
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                continue
            if self.settings["numbers_as_strings"]:
                out[key] = str(value)
            elif floats:
                out[key] = float(value)
        return out

    def rekeyed(self, value):
        """JSON keys in another order, at every depth."""
        if not self.settings["shuffle"]:
            return value
        return _rotate(value, self.call_no)


def _without(value, keys):
    """A copy without the key at the end of a path, which leads through every element of a list."""
    if isinstance(value, list):
        return [_without(item, keys) for item in value]
    if not isinstance(value, dict) or keys[0] not in value:
        return value
    if len(keys) == 1:
        return {key: item for key, item in value.items() if key != keys[0]}
    return {
        key: _without(item, keys[1:]) if key == keys[0] else item for key, item in value.items()
    }


def _rotate(value, turn):
    if isinstance(value, dict):
        items = list(value.items())
        cut = turn % len(items) if items else 0
        return {key: _rotate(item, turn) for key, item in items[cut:] + items[:cut]}
    if isinstance(value, list):
        return [_rotate(item, turn) for item in value]
    return value
