"""The user types of an organisation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from simulators.okta import errors
from simulators.okta.ids import Ids
from simulators.okta.schema import Schema


@dataclass(slots=True)
class UserType:
    """A kind of user with a schema of its own."""

    id: str
    schema_id: str
    name: str
    display_name: str
    description: str | None
    created: datetime
    last_updated: datetime
    schema: Schema
    schema_changed: datetime
    default: bool = False


class TypeStore(dict[str, UserType]):
    """Types by id; the first is the default one."""

    def __init__(self, ids: Ids, now: Callable[[], datetime], schema: Callable[[], Schema]) -> None:
        super().__init__()
        self._ids, self._now, self._schema = ids, now, schema

    def found(self, name: str, display_name: str, description: str | None, default: bool = False) -> UserType:
        at, ids = self._now(), self._ids
        made = UserType(ids.new("oty"), ids.new("osc"), name, display_name, description, at, at, self._schema(), at, default)
        self[made.id] = made
        return made

    @property
    def default(self) -> UserType:
        return next(iter(self.values()))

    def of(self, type_id: str) -> UserType:
        """The type of a user; "" is the default one."""
        return self[type_id] if type_id else self.default

    def by_id(self, given: str) -> UserType:
        """Also by `default`; raises 404."""
        if given == "default":
            return self.default
        if given not in self:
            raise errors.missing(given, "CVDType")
        return self[given]

    def by_schema(self, given: str) -> UserType:
        """The type a schema belongs to; raises 404."""
        found = next((one for one in self.values() if given in {one.schema_id, one.default and "default"}), None)
        if found is None:
            raise errors.missing(given, "CVDType")
        return found
