# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be tuned while the emulator runs: one flat set for all vendors and one namespace for
each.
"""

from __future__ import annotations

import copy
from collections import ChainMap

FILLS = ("absent", "null", "empty", "mixed")

# Every default is the most hostile behaviour that the documents still allow, but for limits and
# rare variants.
DEFAULTS = {
    "latency_ms": 0,
    "shuffle": True,
    "extra_fields": False,
    "unknown_keys": "take",
    "fill": "mixed",
    "lacks": [],
    "strict": True,
    "random_seed": 1,
    "mackerel": {
        "list_key": "alternate",
        "group_type": True,
        "spaced_roles": True,
        "floats": "mixed",
        "numbers_as_strings": False,
        "error_shape": "object",
        "dangling": "drop",
        "check_ids_in_groups": True,
        "refuse_cycles": True,
        "over": "hidden",
        "omitted": "cleared",
        "create_answer": "stored",
        "stored_strangers": "refused",
    },
    "guance": {
        "rate_limit_key": 0,
        "rate_limit_workspace": 0,
        "window_s": 60,
        "bad_key_status": 403,
        "echo": "partial",
        "bindings_in_list": True,
        "df_source_sticks": False,
        "list_shape": "alternate",
        "page_total": "exact",
        "search": "substring",
        "deleted_in_list": False,
        "delete_unknown": "error",
        "permission_checks": True,
        "rights_in_list": "none",
        "unique_names": False,
        "reference_checks": True,
        "mask_notify_secrets": False,
        "date_separator": "mixed",
        "error_in_200": False,
        "batch": "whole",
        "missing_zeros": "refuse",
        "no_members": "empty",
        "v2": True,
    },
    "bk": {
        "save_answer": "full",
        "code_style": "alternate",
        "error_code_style": "int",
        "unknown_id": "error",
        "legacy_duty_rows": 1,
        "display_fields": False,
        "name_filter": True,
        "case_sensitive_names": False,
        "multi_tenant": False,
        "native_on_esb": True,
        "arranges_in_list": False,
        "server_zone": "Asia/Shanghai",
        "takes_offsets": True,
        "old_levels": False,
    },
}

#: Sets of values by name. `hostile` is what the defaults are. `live` is what is proven of a live
#: server, or likely; where nothing is known the hostile
#: value stays: what has passed on both has passed on whatever lies between.
PRESETS = {
    "hostile": {},
    "live": {
        "shuffle": False,
        "strict": False,
        "mackerel": {
            "fill": "empty",
            "floats": False,
            "list_key": "alertGroupSettings",
            "create_answer": "input",
        },
        "guance": {
            "fill": "absent",
            "list_shape": "data",
            "date_separator": "sent",
            "bindings_in_list": False,
        },
        "bk": {"fill": "empty", "code_style": 200},
    },
}

CHOICES = {
    "unknown_keys": ("take", "refuse", "refuse_and_lose"),
    "fill": FILLS,
    "list_key": ("alert_group_settings", "alertGroupSettings", "alternate"),
    "floats": (True, False, "mixed"),
    "error_shape": ("object", "string", "message", "text", "empty"),
    "dangling": ("drop", "keep", "refuse"),
    "over": ("listed", "hidden", "refused"),
    "omitted": ("cleared", "kept"),
    "create_answer": ("stored", "input"),
    "stored_strangers": ("refused", "taken"),
    "bad_key_status": (401, 403),
    "echo": ("full", "partial"),
    "list_shape": ("array", "data", "alternate"),
    "page_total": ("exact", "absent", "string"),
    "search": ("substring", "ignored"),
    "delete_unknown": ("error", "ok"),
    "date_separator": ("/", ".", "-", "mixed", "sent"),
    "batch": ("whole", "until_error", "half", "refused"),
    "missing_zeros": ("refuse", "take"),
    "no_members": ("empty", "404"),
    "save_answer": ("full", "id"),
    "code_style": (200, "0", "alternate"),
    "error_code_style": ("int", "string"),
    "unknown_id": ("error", "create"),
}

VENDORS = ("mackerel", "guance", "bk")
# A vendor's namespace may override these for that vendor alone.
SHARED = tuple(key for key in DEFAULTS if key not in VENDORS)


class Settings:
    """The current values; `base` is what reset goes back to."""

    def __init__(self, **base):
        self._data = copy.deepcopy(DEFAULTS)
        self.update(base)
        self._base = copy.deepcopy(self._data)

    def reset(self):
        self._data = copy.deepcopy(self._base)

    def as_dict(self):
        return copy.deepcopy(self._data)

    def of(self, vendor):
        """One vendor's view: its own namespace first, then what is common."""
        return ChainMap(self._data[vendor], self._data)

    def update(self, changes):
        """Check all the changes before the first is made. `preset`: all others are put back to
        its values first.
        """
        changes = dict(changes)
        preset = changes.pop("preset", None)
        if preset is not None and (not isinstance(preset, str) or preset not in PRESETS):
            raise ValueError(f"setting 'preset' must be one of {list(PRESETS)}, not {preset!r}")
        for key, value in changes.items():
            if key in VENDORS:
                for inner, inner_value in dict(value).items():
                    _check(
                        inner,
                        inner_value,
                        {**DEFAULTS[key], **{name: DEFAULTS[name] for name in SHARED}},
                    )
            else:
                _check(key, value, {name: DEFAULTS[name] for name in SHARED})
        if preset is not None:
            self._data = copy.deepcopy(DEFAULTS)
            self._set(PRESETS[preset])
        self._set(changes)
        return self.as_dict()

    def _set(self, changes):
        for key, value in changes.items():
            if key in VENDORS:
                self._data[key].update(value)
            else:
                self._data[key] = value


def _check(key, value, known):
    if key not in known:
        raise ValueError(f"unknown setting {key!r}; known here: {', '.join(sorted(known))}")
    if key == "lacks" and not (
        isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    ):
        raise ValueError(f"setting {key!r} must be a list of paths of keys, not {value!r}")
    if key in CHOICES:
        if not any(value == choice and type(value) is type(choice) for choice in CHOICES[key]):
            raise ValueError(f"setting {key!r} must be one of {list(CHOICES[key])}, not {value!r}")
    elif isinstance(known[key], bool) and not isinstance(value, bool):
        raise ValueError(f"setting {key!r} must be true or false, not {value!r}")
    elif (
        isinstance(known[key], int)
        and not isinstance(known[key], bool)
        and (isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0)
    ):
        raise ValueError(f"setting {key!r} must be a number from 0, not {value!r}")
