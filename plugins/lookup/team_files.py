# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
name: team_files
short_description: Read a folder of team files
version_added: 0.1.0
author:
  - oncall.routing contributors (@oncall-routing)
description:
  - Reads all team files of a folder on the controller, with its subfolders, in the order of their
    names. It skips names that begin with a dot.
  - A file may contain vaulted values and templates; templates see the variables of the host.
  - A missing folder, an unreadable file, or a file with an undefined variable does not stop the
    others; C(refused) has it, with its name.
  - The lookup does not read files that are not regular, files of more than a mebibyte, files whose
    aliases repeat more than 100000 values, links that lead out of the folder, and links to folders.
options:
  _terms:
    description:
      - The folder, or a single file. A relative path begins in the working directory of the
        command, then in the folder of the playbook.
    type: list
    elements: path
    required: true
notes:
  - The result contains the addresses and secrets of the contacts, so a task that shows or keeps it
    needs C(no_log).
seealso:
  - plugin: oncall.routing.team_check
    plugin_type: filter
"""

EXAMPLES = r"""
---
- name: Show the mistakes of the team files
  ansible.builtin.debug:
    msg: "{{ files.refused + (files.teams |
      oncall.routing.team_check(sources=files.sources)).refused }}"
  vars:
    files: "{{ lookup('oncall.routing.team_files', 'teams') }}"
"""

RETURN = r"""
---
_raw:
  description: One dict for each folder.
  type: list
  elements: dict
  contains:
    teams:
      description: The teams, each with the keys of a team file.
      type: list
      elements: dict
    sources:
      description: The files of the teams, as paths below the folder.
      type: list
      elements: str
    refused:
      description: Unreadable files, each with C(team), C(file), C(path) and C(message); C(text)
        joins them in one line.
      type: list
      elements: dict
"""

import os
import stat

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible_collections.oncall.routing.plugins.module_utils._text import visible

ENDINGS = (".yml", ".yaml", ".json")
#: Far above any team file.
MOST_BYTES = 1 << 20
MOST_VALUES = 100000


def _refused(source, error):
    # str() of an Ansible error quotes the file, which may show a secret
    text = " ".join(str(getattr(error, "message", None) or error).split())
    line = getattr(getattr(error, "obj", None), "line_num", None)
    where = "line %d" % line if line else ""
    return {
        "team": "",
        "file": source,
        "path": where,
        "message": visible(text),
        "text": visible(": ".join(part for part in (source, where, text) if part)),
    }


class LookupModule(LookupBase):
    """A folder of team files."""

    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        return [self._folder(str(term)) for term in terms]

    def _folder(self, term):
        found = {"teams": [], "sources": [], "refused": []}
        place = self._place(term)
        if place is None:
            # not raised: the tasks that read team files hide errors, which could quote the files
            told = (
                "there is neither a folder nor a file of this name, neither in %r nor beside the"
                " playbook" % os.getcwd()
            )
            return dict(
                found,
                refused=[
                    {
                        "team": "",
                        "file": term,
                        "path": "",
                        "message": told,
                        "text": visible("%s: %s" % (term, told)),
                    }
                ],
            )
        for path in _files(place):
            source = os.path.join(term, os.path.relpath(path, place)) if path != place else term
            wrong = _unfit(path, place)
            if wrong:
                found["refused"].append(_refused(source, wrong))
                continue
            try:
                read = self._loader.load_from_file(path, cache="none", trusted_as_template=True)
                if _size(read, {}) > MOST_VALUES:
                    found["refused"].append(
                        _refused(
                            source,
                            "holds more than %d values, as its aliases repeat them" % MOST_VALUES,
                        )
                    )
                    continue
                # the authors of team files may use templates
                team = self._templar.template(read)
            except RecursionError:
                found["refused"].append(_refused(source, "holds itself, or is nested too deeply"))
                continue
            except (AnsibleError, OSError, ValueError) as error:
                found["refused"].append(_refused(source, error))
                continue
            if not isinstance(team, dict):
                found["refused"].append(_refused(source, "must hold one team, a dict"))
                continue
            found["teams"].append(team)
            found["sources"].append(source)
        return found

    def _place(self, term):
        for place in (os.path.abspath(os.path.expanduser(term)), self._loader.path_dwim(term)):
            if os.path.exists(place):
                return place
        return None


def _files(place):
    """The files to read, unreadable ones included, so that the result names them."""
    if not os.path.isdir(place):
        return [place]
    found = []
    for folder, folders, files in os.walk(place):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [
            os.path.join(folder, name)
            for name in files
            if name.endswith(ENDINGS) and not name.startswith(".")
        ]
        # a link is not followed: its target may contain this folder
        found += [
            os.path.join(folder, name)
            for name in folders
            if os.path.islink(os.path.join(folder, name))
        ]
    return sorted(found)


def _unfit(path, place):
    """The reason not to open a file: it would wait for ever, fill the memory, or lie outside of
    the folder. None for a readable file.
    """
    real = os.path.realpath(path)
    if path != place and os.path.commonpath([real, os.path.realpath(place)]) != os.path.realpath(
        place
    ):
        return "is a link that leads out of the folder"
    try:
        kind = os.stat(path)
    except OSError as error:
        return "can't be read: %s" % error.strerror
    if stat.S_ISDIR(kind.st_mode):
        return "is a link to a folder, which is not followed"
    if not stat.S_ISREG(kind.st_mode):
        return "is no regular file"
    if kind.st_size > MOST_BYTES:
        return "has %d bytes, more than the %d that a team file may have" % (
            kind.st_size,
            MOST_BYTES,
        )
    return None


def _size(value, known):
    """The number of values, with each alias counted as a copy of its anchor.

    known: id of a dict or list to its size.

    Raises:
        RecursionError: An alias is inside its own anchor.
    """
    if not isinstance(value, (dict, list)):
        return 1
    if id(value) not in known:
        known[id(value)] = None
        known[id(value)] = 1 + sum(
            _size(one, known) for one in (value.values() if isinstance(value, dict) else value)
        )
    if known[id(value)] is None:
        raise RecursionError
    return known[id(value)]
