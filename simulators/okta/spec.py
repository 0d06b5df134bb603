"""Holds answers against Okta's OpenAPI: types, words, required parts of the operation's answer for a status."""

import re
from pathlib import Path
from typing import Any, Final

import yaml
from jsonschema import Draft4Validator, ValidationError

METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})


class Spec:
    """The OpenAPI document. Loading takes some seconds."""

    def __init__(self, path: Path) -> None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        document = yaml.load(path.read_text(), loader)  # a safe one, quicker where libyaml is there
        self._components = {"components": _nullable(document["components"])}
        self._paths = [(template, _pattern(template), item) for template, item in document["paths"].items()]
        self._validators: dict[str, Draft4Validator] = {}

    def faults(self, method: str, path: str, status: int, answer: Any) -> list[str]:
        """What does not fit, a line each; an operation or a status that is not described is one line."""
        found = self._operation(method, path)
        if found is None:
            return [f"{method} {path}: not described"]
        template, operation = found
        response = operation["responses"].get(str(status))
        if response is None:
            return [] if status >= 400 else [f"{method} {template}: status {status} is not described"]
        schema = _schema_of(self._resolved(response))
        if schema is None or answer is None:
            return []
        validator = self._validator(f"{method} {template} {status}", schema)
        return [f"{method} {template}: {_told(error)}" for error in validator.iter_errors(answer)]

    def _operation(self, method: str, path: str) -> tuple[str, dict[str, Any]] | None:
        matching = [(template, item) for template, pattern, item in self._paths if pattern.match(path) and method.lower() in item]
        if not matching:
            return None
        template, item = min(matching, key=lambda one: one[0].count("{"))
        return template, item[method.lower()]

    def _resolved(self, response: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in response:
            found: Any = self._components
            for step in str(response["$ref"]).removeprefix("#/").split("/"):
                found = found[step]
            return dict(found)
        return response

    def _validator(self, key: str, schema: dict[str, Any]) -> Draft4Validator:
        if key not in self._validators:
            self._validators[key] = Draft4Validator(self._components | {"allOf": [_nullable(schema)]})
        return self._validators[key]


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template)) + r"\Z")


def _schema_of(response: dict[str, Any]) -> dict[str, Any] | None:
    for kind, content in (response.get("content") or {}).items():
        if "json" in kind:
            schema: dict[str, Any] | None = content.get("schema")
            return schema
    return None


def _nullable(value: Any) -> Any:
    """OpenAPI 3.0 says `nullable`, JSON Schema says null is one of the types."""
    if isinstance(value, list):
        return [_nullable(one) for one in value]
    if not isinstance(value, dict):
        return value
    made = {name: _nullable(one) for name, one in value.items() if name not in {"discriminator", "example", "examples", "nullable"}}
    return {"anyOf": [{"type": "null"}, made]} if value.get("nullable") is True else made


def _told(error: ValidationError) -> str:
    place = ".".join(str(step) for step in error.absolute_path)
    return f"{place}: {error.message[:160]}"
