# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""AWX as its documents have it: what it accepts, and what it makes of credentials and surveys
before a job runs.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import jinja2
import yaml

FOLDER = Path(__file__).resolve().parents[2] / "extensions" / "awx"
_WORD = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}
_TEXT = {"type": "string", "minLength": 1}


def _object(needed, /, **properties):
    return {
        "type": "object",
        "required": list(needed),
        "properties": properties,
        "additionalProperties": False,
    }


CREDENTIAL_TYPES = {
    "type": "array",
    "items": _object(
        ("name", "kind", "inputs", "injectors"),
        name=_TEXT,
        description=_TEXT,
        kind={"enum": ["net", "cloud"]},
        inputs=_object(
            ("fields",),
            required={"type": "array", "items": _WORD, "uniqueItems": True},
            fields={
                "type": "array",
                "minItems": 1,
                "items": _object(
                    ("id", "label"),
                    id=dict(_WORD, **{"not": {"const": "tower"}}),
                    label=_TEXT,
                    type={"enum": ["string", "boolean"]},
                    secret={"type": "boolean"},
                    multiline={"type": "boolean"},
                    format={"enum": ["ssh_private_key", "url"]},
                    choices={"type": "array"},
                    help_text=_TEXT,
                    ask_at_runtime={"type": "boolean"},
                    default={},
                ),
            },
        ),
        injectors=_object(
            (),
            env={
                "type": "object",
                "propertyNames": dict(_WORD, **{"not": {"pattern": "^(?i:ansible)_"}}),
                "additionalProperties": _TEXT,
            },
            file={"type": "object"},
            extra_vars={"type": "object"},
        ),
    ),
}
_QUESTION = _object(
    (
        "question_name",
        "question_description",
        "required",
        "type",
        "variable",
        "min",
        "max",
        "default",
        "choices",
        "new_question",
    ),
    question_name=_TEXT,
    question_description={"type": "string"},
    required={"type": "boolean"},
    variable=_WORD,
    type={
        "enum": [
            "text",
            "textarea",
            "password",
            "integer",
            "float",
            "multiplechoice",
            "multiselect",
        ]
    },
    min={"type": ["integer", "null"]},
    max={"type": ["integer", "null"]},
    default={"type": ["string", "number"]},
    choices={"type": "array", "items": {"type": "string"}},
    new_question={"type": "boolean"},
)
_QUESTION["required"] = ["question_name", "required", "type", "variable"]
_QUESTION["allOf"] = [
    {
        "if": {"properties": {"type": {"const": "integer"}}},
        "then": {"properties": {"default": {"type": "integer"}}},
    },
    {
        "if": {"properties": {"type": {"enum": ["multiplechoice", "multiselect"]}}},
        "then": {"required": ["choices"]},
        "else": {"not": {"required": ["choices"]}},
    },
    {
        "if": {"properties": {"type": {"not": {"enum": ["integer", "float"]}}}},
        "then": {"properties": {"default": {"type": "string"}}},
    },
]
SURVEY = _object(
    ("name", "description", "spec"),
    name={"type": "string"},
    description={"type": "string"},
    spec={"type": "array", "minItems": 1, "items": _QUESTION},
)
_ASK = {"type": "boolean"}
JOB_TEMPLATES = {
    "type": "array",
    "items": _object(
        ("name", "playbook"),
        name=_TEXT,
        description=_TEXT,
        job_type={"enum": ["run", "check"]},
        playbook={"type": "string", "pattern": r"^[^/].*\.ya?ml$"},
        extra_vars={"type": "object"},
        ask_limit_on_launch=_ASK,
        ask_job_type_on_launch=_ASK,
        ask_job_slice_count_on_launch=_ASK,
        job_slice_count={"type": "integer", "minimum": 1},
        allow_simultaneous=_ASK,
        survey_enabled=_ASK,
        survey_spec=SURVEY,
    ),
}
_NODES = {"type": "array", "items": _TEXT, "uniqueItems": True}
WORKFLOW = _object(
    ("name", "workflow_nodes"),
    name=_TEXT,
    description=_TEXT,
    ask_limit_on_launch=_ASK,
    allow_simultaneous=_ASK,
    survey_enabled=_ASK,
    survey_spec=SURVEY,
    job_templates=JOB_TEMPLATES,
    workflow_nodes={
        "type": "array",
        "minItems": 1,
        "items": _object(
            ("identifier",),
            identifier=_TEXT,
            unified_job_template=_TEXT,
            success_nodes=_NODES,
            failure_nodes=_NODES,
            always_nodes=_NODES,
            approval_node=_object(
                ("name",), name=_TEXT, description=_TEXT, timeout={"type": "integer", "minimum": 0}
            ),
        ),
    },
)
WORKFLOW["properties"]["workflow_nodes"]["items"]["oneOf"] = [
    {"required": ["unified_job_template"]},
    {"required": ["approval_node"]},
]
SLICES = _object(
    ("job_templates", "workflow_nodes"),
    job_templates=JOB_TEMPLATES,
    workflow_nodes=WORKFLOW["properties"]["workflow_nodes"],
)
#: What a notification says on an occasion; AWX refuses line breaks in a message.
MESSAGES = _object(
    (),
    **dict.fromkeys(
        ("started", "success", "error"),
        _object((), message={"type": "string", "pattern": "^[^\n]+$"}, body=_TEXT),
    ),
)


def carried_out(nodes, ends):
    """Which steps of a workflow run, in order, and whether AWX calls the workflow failed.

    nodes: as in the kit; ends: identifier to ``successful`` or ``failed``, where it is not
    ``successful``. From what AWX's ``dag_workflow.py`` does: a step runs when one of its parents
    ended as the link says, and a step that failed fails the workflow unless a link for failures, or
    for any end, leaves it.
    """
    by_name = {node["identifier"]: node for node in nodes}
    linked = {
        name
        for node in nodes
        for kind in ("success_nodes", "failure_nodes", "always_nodes")
        for name in node[kind]
    }
    ran, waiting, failed = [], [name for name in by_name if name not in linked], False
    while waiting:
        name = waiting.pop(0)
        node, end = by_name[name], ends.get(name, "successful")
        ran.append(name)
        on_failure = [*node["failure_nodes"], *node["always_nodes"]]
        failed = failed or (end == "failed" and not on_failure)
        following = on_failure if end == "failed" else node["success_nodes"] + node["always_nodes"]
        waiting += [one for one in following if one not in ran + waiting]
    return ran, failed


def content(name):
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def environment(kind, inputs):
    """The variables a credential puts into a job: every input can be named, and one that is
    empty is an empty text.
    """
    fields = {
        field["id"]: inputs.get(field["id"], field.get("default", ""))
        for field in kind["inputs"]["fields"]
    }
    missing = [name for name in kind["inputs"].get("required", ()) if not fields[name]]
    if missing or set(inputs) - set(fields):
        raise ValueError(
            "%s: missing %s, unknown %s"
            % (kind["name"], missing, sorted(set(inputs) - set(fields)))
        )
    for field in kind["inputs"]["fields"]:
        if field.get("format") == "url":
            place = urlsplit(fields[field["id"]])
            if not place.scheme or not place.netloc:
                raise ValueError("Invalid URL: %s" % fields[field["id"]])
    strict = jinja2.Environment(undefined=jinja2.StrictUndefined)
    return {
        name: strict.from_string(text).render(fields)
        for name, text in kind["injectors"]["env"].items()
    }


def extra_variables(template, answers):
    """What a launch makes of the template and the answers: those that the survey does not ask for
    are dropped, as AWX does.

    AWX fills in the default of a question that was left out, but not where the question is
    required.
    """
    asked = {one["variable"]: one for one in template["survey_spec"]["spec"]}
    given = {
        name: answers.get(name, None if one["required"] else one.get("default"))
        for name, one in asked.items()
    }
    for name, value in given.items():
        one = asked[name]
        if one["required"] and name not in answers:
            raise ValueError("'%s' value missing" % name)
        if value is None:
            continue
        if one["type"] == "integer" and not (
            isinstance(value, int) and one["min"] <= value <= one["max"]
        ):
            raise ValueError(
                "%s: %r is no integer from %s to %s" % (name, value, one["min"], one["max"])
            )
        if one["type"] == "multiplechoice" and value not in one["choices"]:
            raise ValueError("%s: %r is not offered" % (name, value))
        if one["type"] == "textarea" and not (
            isinstance(value, str) and one["min"] <= len(value) <= one["max"]
        ):
            raise ValueError("%s: is no text, too short or too long" % name)
    return dict(
        template["extra_vars"],
        **{name: value for name, value in given.items() if value is not None},
    )


class _Unsafe(yaml.SafeDumper):
    """Writes every text with a tag, keys too, and lets YAML choose quotes as it does for a
    tagged text.
    """


_Unsafe.add_representer(str, lambda dumper, text: dumper.represent_scalar("!unsafe", text))


def written(variables):
    """A file of extra variables as AWX writes it for a job."""
    return yaml.dump(variables, Dumper=_Unsafe, default_flow_style=False)


def slices(hosts, count):
    """The hosts of each slice of a job: AWX sorts those of the inventory by name and deals them
    out. It makes no more slices than there are hosts.
    """
    count = min(count, len(hosts))
    return [sorted(hosts)[number::count] for number in range(count)]
