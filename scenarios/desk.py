"""The operators of a scenario: whoever orders something in it has a key of her own and every role."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.commands import MAY, Command, Operator, orders
from scenarios.checks import HOW, orders_of
from scenarios.language import Scenario
from schemas.signing import new_key, public_text, sign


@dataclass(slots=True)
class Desk:
    """Signs what people order. `ids`: short name → person id; `orders`: id of a signed record → number of the order it belongs to."""

    ids: Mapping[str, str] = field(default_factory=dict)
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    count: int = 0
    orders: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, scenario: Scenario) -> "Desk":
        named = (name for step in scenario.steps for order in orders_of(step.verbs) for name in _signers(order))
        return cls(scenario.person_ids(), {name: new_key() for name in sorted(set(named))})

    def operators(self) -> tuple[Operator, ...]:
        return tuple(Operator(name=name, roles=tuple(MAY), key=public_text(key)) for name, key in self.keys.items())

    def write(self, file: Path) -> None:
        """The same, as a file of operators."""
        rows = [f"{each.name},{' '.join(each.roles)},{each.key}\n" for each in self.operators()]
        file.write_text("".join(["name,roles,key\n", *rows]), encoding="utf-8")

    def signed(self, asked: Mapping[str, Any], at: datetime) -> list[Command]:
        """The records of one order; `forge`: signed with a key of somebody else; `again`: each of them twice. Raises WrongOrder."""
        said = {key: self._in_ids(key, value) for key, value in asked.items() if key not in HOW}
        drafts = orders(said, at, self._id)
        self.orders |= dict.fromkeys((draft.id for draft in drafts), self.count)
        records = [sign(new_key() if asked.get("forge") else self.keys[draft.by], draft) for draft in drafts]
        return records * (2 if asked.get("again") else 1)

    def _id(self) -> str:
        self.count += 1
        return str(uuid5(NAMESPACE_URL, f"order/{self.count}"))

    def _in_ids(self, key: str, value: Any) -> Any:
        """People by their ids; those who sign, groups and dates stay as they are."""
        if key == "people":
            return [self.ids.get(name, name) for name in spread(value, self.ids)]
        if key == "answer":
            return " ".join(self.ids.get(word, word) if number else word for number, word in enumerate(str(value).split()))
        return value if key in ("by", "confirm", "group", "to", "until") else self.ids.get(str(value), value)


def _signers(order: Mapping[str, Any]) -> Iterator[str]:
    for key in ("by", "confirm"):
        value = order.get(key)
        yield from map(str, value if isinstance(value, list) else [] if value is None else [value])


def spread(of: Iterable[str], ids: Mapping[str, str]) -> list[str]:
    """Names of a list that may hold `C*` and `C1..C8`."""
    names: list[str] = []
    for each in of:
        if each.endswith("*"):
            names += [name for name in ids if name.startswith(each[:-1]) and name[len(each) - 1 :].isdigit()]
        elif ".." in each:
            low, _, high = each.partition("..")
            prefix = low.rstrip("0123456789")
            names += [f"{prefix}{number}" for number in range(int(low[len(prefix) :]), int(high[len(prefix) :]) + 1)]
        else:
            names.append(each)
    return list(dict.fromkeys(names))
