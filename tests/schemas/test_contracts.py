"""Every version of every record stays readable by every other; every file has a use."""

import dataclasses
import json
from collections import defaultdict
from itertools import permutations
from pathlib import Path
from typing import get_type_hints

import msgspec
import pytest
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.schema import parse

from schemas import codec

EXAMPLES = codec.FOLDER.parent / "examples"
VERSIONS = codec.versions()
NEWEST = [codec.newest(kind) for kind in codec.TYPES.values()]


def label(version: codec.Version) -> str:
    return f"{version.name}.v{version.number}"


def is_readable(reader: dict, writer: dict) -> bool:
    result = ReaderWriterCompatibilityChecker().get_compatibility(parse(json.dumps(reader)), parse(json.dumps(writer)))
    return result.compatibility is SchemaCompatibilityType.compatible


def incompatible(sources: list[dict]) -> list[tuple[int, int]]:
    """Pairs (reader, writer), by place in the list, that do not fit."""
    return [(a, b) for a, b in permutations(range(len(sources)), 2) if not is_readable(sources[a], sources[b])]


@pytest.mark.parametrize("name", codec.TYPES)
def test_every_version_reads_every_other_one(name):
    assert incompatible([version.source for version in VERSIONS if version.name == name]) == []


def with_field(source: dict, **field: object) -> dict:
    return {**source, "fields": [*source["fields"], field]}


def test_a_field_without_a_default_is_found_incompatible():
    first = codec.newest(codec.TYPES["case"]).source
    assert incompatible([first, with_field(first, name="more", type="string")]) == [(1, 0)]
    assert incompatible([first, with_field(first, name="more", type=["null", "string"], default=None)]) == []


@pytest.mark.parametrize("version", VERSIONS, ids=label)
def test_a_schema_reads_what_it_writes_in_the_reference_implementation(version):
    assert is_readable(version.source, version.source)


@pytest.mark.parametrize("name", codec.TYPES)
def test_versions_count_from_one_without_holes(name):
    numbers = [version.number for version in VERSIONS if version.name == name]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


def records_in(schema: object) -> dict[str, set[str]]:
    """Record name → field names, nested ones included."""
    if isinstance(schema, list):
        return {name: names for part in schema for name, names in records_in(part).items()}
    if not isinstance(schema, dict):
        return {}
    found = {}
    if schema["type"] == "record":
        found[schema["name"]] = {field["name"] for field in schema["fields"]}
        parts = [field["type"] for field in schema["fields"]]
    else:
        parts = [schema.get("items"), schema.get("values"), schema["type"]]
    return found | records_in(parts)


def shapes_in(kind: object) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    stack = [kind]
    while stack:
        each = stack.pop()
        if dataclasses.is_dataclass(each):
            found[each.__name__] = {field.name for field in dataclasses.fields(each)}
            stack.extend(get_type_hints(each).values())
        stack.extend(getattr(each, "__args__", ()))
    return found


@pytest.mark.parametrize("version", NEWEST, ids=label)
def test_the_newest_version_has_exactly_the_fields_of_its_dataclasses(version):
    assert records_in(version.source) == shapes_in(version.type)


@pytest.mark.parametrize("version", NEWEST, ids=label)
def test_a_field_with_a_default_has_the_same_default_on_the_wire(version):
    sparse = {field["name"]: field["default"] for field in version.source["fields"] if "default" in field}
    wanted = {
        field.name: msgspec.to_builtins(field.default_factory() if field.default is dataclasses.MISSING else field.default)
        for field in dataclasses.fields(version.type)
        if field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    }
    assert json.dumps(sparse, sort_keys=True) == json.dumps(wanted, sort_keys=True)


def test_fingerprints_are_those_once_published():
    published = json.loads((codec.FOLDER / "fingerprints.json").read_text())
    assert {label(version): version.fingerprint.hex() for version in VERSIONS} == published
    assert len(set(published.values())) == len(published), "two versions that differ in defaults or docs only cannot be told apart"


def test_no_file_is_orphaned():
    strangers = [path for path in codec.FOLDER.iterdir() if path.suffix != ".avsc" and path.name != "fingerprints.json"]
    assert strangers == []
    assert {path.name for path in EXAMPLES.iterdir()} == set(codec.TYPES)
    assert all(path.suffix == ".json" for path in EXAMPLES.glob("*/*"))


def examples() -> dict[str, list[Path]]:
    found = defaultdict(list)
    for path in sorted(EXAMPLES.glob("*/*.json")):
        found[path.parent.name].append(path)
    return found


@pytest.mark.parametrize(
    "path", [path for paths in examples().values() for path in paths], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_every_example_round_trips(path):
    record = msgspec.json.decode(path.read_bytes(), type=codec.TYPES[path.parent.name])
    data = codec.encode(record)
    assert codec.decode(data) == record
    assert codec.encode(codec.decode(data)) == data
    assert json.loads(msgspec.json.encode(record)) == json.loads(path.read_bytes()), "the example says less, or more, than the record"


@pytest.mark.parametrize("name", codec.TYPES)
def test_every_type_has_an_example_and_every_field_of_it_is_used_in_one(name):
    records = [json.loads(path.read_bytes()) for path in examples()[name]]
    unused = [field for field in records[0] if all(record[field] in (None, [], {}) for record in records)]
    assert unused == []


def test_a_strange_file_name_is_refused_with_the_cure(tmp_path):
    path = tmp_path / "employee.v1.avsc"
    path.write_text("{}")
    with pytest.raises(ValueError, match=r"employee\.v1\.avsc: name it <type>\.v<number>\.avsc"):
        codec.load(path)
