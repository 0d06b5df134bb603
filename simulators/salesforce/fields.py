"""Fields and objects, read from one line a field.

`Name type:length flags >Target,Target:Relationship =default "Label"`; the flags: c createable, u updateable, n nillable, d defaulted on
create, l usable as a key (idLookup), e external id, q unique, r restricted picklist, N name field, x not filterable, k custom.
"""

import re
from dataclasses import dataclass, field, replace

LINE = re.compile(r'(\w+) (\w+)(?::(\d+))? ([\w-]+)(?: >([\w,]+)(?::(\w+))?)?(?: =([^"]*?))?(?: "(.*)")?')
TEXTUAL = frozenset({"string", "textarea", "email", "phone", "url", "picklist", "reference", "id", "combobox"})
NUMERIC = frozenset({"double", "currency", "percent", "int"})
ADDRESS = ("city", "country", "countryCode", "geocodeAccuracy", "latitude", "longitude", "postalCode", "state", "stateCode", "street")
SETUP = frozenset(  # salesforce.md §2.6
    "Group GroupMember PermissionSet PermissionSetAssignment PermissionSetGroup PermissionSetGroupComponent PermissionSetLicenseAssign"
    " Profile QueueSobject Territory2 Territory2Model Territory2Type User UserPackageLicense UserRole UserTerritory2Association".split()
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `length` in characters, 0 where it has none."""

    name: str
    type: str
    length: int
    flags: str
    label: str
    targets: tuple[str, ...] = ()
    relationship: str | None = None
    default: str | bool | None = None
    values: tuple[str, ...] = ()

    def has(self, flag: str) -> bool:
        return flag in self.flags

    @property
    def required(self) -> bool:
        return self.has("c") and not self.has("n") and not self.has("d") and self.type != "boolean"

    @property
    def key(self) -> bool:
        """May a record be looked up by it in a path?"""
        return self.has("l") or self.has("e")


@dataclass(frozen=True, slots=True)
class Sobject:
    """One object; `can` holds the describe flags that are true."""

    name: str
    prefix: str
    label: str
    plural: str
    can: frozenset[str]
    fields: dict[str, Field]  # by lower-case name, in describe order
    parents: dict[str, Field] = field(default_factory=dict)  # by lower-case relationship name

    def find(self, name: str) -> Field | None:
        return self.fields.get(name.lower())

    @property
    def setup(self) -> bool:
        return self.name in SETUP


def _words(name: str) -> str:
    spaced = re.sub(r"Id$", " ID", name) if name != "Id" else "ID"
    return re.sub(r"  +", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", spaced.removesuffix("__c").replace("_", " ")))


def _default(type_: str, text: str | None) -> str | bool | None:
    if type_ == "boolean":
        return text == "true"
    return text


def read_field(line: str) -> Field:
    """One line of a schema; raises ValueError for a line that is none."""
    found = LINE.fullmatch(line.strip())
    if found is None:
        raise ValueError(f"not a field: {line!r}")
    name, type_, length, flags, targets, relationship, default, label = found.groups()
    size = 18 if type_ in ("id", "reference") else int(length or 0)
    return Field(
        name,
        type_,
        size,
        flags.strip("-"),
        label or _words(name),
        tuple((targets or "").split(",")) if targets else (),
        relationship,
        _default(type_, default),
    )


def read_fields(text: str, values: dict[str, tuple[str, ...]] | None = None) -> list[Field]:
    """All lines of a schema; `values` are the picklists by field name."""
    lists = values or {}
    return [replace(one, values=lists.get(one.name, ())) for one in map(read_field, filter(None, map(str.strip, text.splitlines())))]


def sobject(head: str, fields: list[Field]) -> Sobject:
    """`Name|prefix|Label|Plural|flag flag …` and its fields."""
    name, prefix, label, plural, can = head.split("|")
    parents = {one.relationship.lower(): one for one in fields if one.relationship}
    return Sobject(name, prefix, label, plural, frozenset(can.split()), {one.name.lower(): one for one in fields}, parents)
