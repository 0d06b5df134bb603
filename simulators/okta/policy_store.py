"""Policies and their rules in order of priority (okta.md §2.9; recorded 2020 to 2026)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from simulators.okta.policy_rules import catch_all, complete_rule
from simulators.okta.policy_settings import AUTHENTICATORS, complete

if TYPE_CHECKING:
    from simulators.okta.org import Org

OLD_KINDS: Final = ("MFA_ENROLL", "PASSWORD", "OKTA_SIGN_ON", "IDP_DISCOVERY")
NEW_KINDS: Final = ("ACCESS_POLICY", "PROFILE_ENROLLMENT", "POST_AUTH_SESSION", "SESSION_VIOLATION_DETECTION", "ENTITY_RISK")
KINDS: Final = OLD_KINDS + NEW_KINDS
RULE_KIND: Final = {"OKTA_SIGN_ON": "SIGN_ON"}


@dataclass(slots=True)
class Rule:
    """`rest` is what depends on the kind: conditions and actions, completed."""

    id: str
    name: str
    status: str
    priority: int
    system: bool
    created: datetime
    last_updated: datetime
    rest: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Policy:
    """`rest` holds conditions and settings, completed. `resource` is what an access policy protects: apps, or accounts of one's own."""

    id: str
    kind: str
    name: str
    description: str | None
    status: str
    priority: int
    system: bool
    created: datetime
    last_updated: datetime
    rest: dict[str, Any] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    resource: str = "APP"


class PolicyStore(dict[str, Policy]):
    """By id; one system policy a kind, always last. `authenticators` are those that the organisation has enabled, in its order."""

    def __init__(self, org: "Org") -> None:
        super().__init__()
        self._org = org
        self.authenticators: list[dict[str, Any]] = [{"key": key} for key in AUTHENTICATORS]
        for kind in KINDS:
            everyone = {"people": {"groups": {"include": [org.everyone.id]}}}
            policy = self._new(kind, "Default Policy", True)
            policy.description = "The default policy applies in all situations if no other policy applies."
            policy.rest = self.completed(kind, {"conditions": everyone})
            self._last_rule(policy)

    def of_kind(self, kind: str) -> list[Policy]:
        """In order of evaluation; access policies, which have none, by id (recorded)."""
        found = sorted((one for one in self.values() if one.kind == kind), key=lambda one: one.id)
        return found if kind in NEW_KINDS else sorted(found, key=lambda one: (one.system, one.priority))

    def add(self, kind: str, name: str, body: dict[str, Any]) -> Policy:
        """Puts a policy behind the others and before the default one, or at the priority asked for."""
        made = self._new(kind, name, False)
        made.description, made.status = body.get("description"), body.get("status") or "ACTIVE"
        made.rest = self.completed(kind, body)
        self.place(made, body.get("priority"))
        if kind in NEW_KINDS:
            self._last_rule(made)
        return made

    def completed(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        """Conditions and settings as this organisation completes them; policies of the new kinds have no conditions (recorded)."""
        sent = body | {"conditions": None} if kind in NEW_KINDS else body
        return complete(kind, sent, self.authenticators, self._org.options)

    def place(self, policy: Policy, wanted: object) -> None:
        """Numbers a kind's policies anew, this one where it is wanted; access policies are all 1 (recorded)."""
        if policy.kind in NEW_KINDS:
            policy.priority = 1
            return
        others = [one for one in self.of_kind(policy.kind) if one is not policy and not one.system]
        at = wanted - 1 if isinstance(wanted, int) and wanted > 0 else len(others)
        others.insert(min(at, len(others)), policy)
        self._number([*others, *(one for one in self.of_kind(policy.kind) if one.system)])

    def drop(self, policy: Policy) -> None:
        del self[policy.id]
        if policy.kind not in NEW_KINDS:
            self._number(self.of_kind(policy.kind))

    def add_rule(self, policy: Policy, name: str, body: dict[str, Any]) -> Rule:
        """Behind the others, or at the priority asked for."""
        rule = self._new_rule(policy, name, complete_rule(policy.kind, body, self._org.options))
        rule.status = body.get("status") or "ACTIVE"
        self.place_rule(policy, rule, body.get("priority"), made=True)
        return rule

    def place_rule(self, policy: Policy, rule: Rule, wanted: object, made: bool = False) -> None:
        """Puts a rule where it is wanted; without a wish it goes behind the others, even one that is there already (recorded 2026)."""
        if policy.kind in NEW_KINDS:
            others = {one.priority: one for one in policy.rules.values() if one is not rule and not one.system}
            old = None if made else rule.priority
            rule.priority = wanted if isinstance(wanted, int) else max([*others, old or 0]) + 1
            self._make_room(others, rule.priority, old)
        else:
            self._number_rules(policy, rule, wanted if isinstance(wanted, int) else 0 if made else rule.priority)

    def _make_room(self, others: dict[int, Rule], at: int, old: int | None) -> None:
        """Whoever stands there moves on by one, and so on up to a free number; the rule's own old place counts as taken (recorded 2026)."""
        taken = others.keys() | ({old} if old is not None else set())
        last = at
        while last in taken:
            last += 1
        for number in range(last - 1, at - 1, -1):
            if number in others:
                others[number].priority, others[number].last_updated = number + 1, self._org.now()

    def _number_rules(self, policy: Policy, rule: Rule, wanted: int) -> None:
        """One after the other from 1: a number behind them all becomes the next one (recorded 2025)."""
        order = sorted((one for one in policy.rules.values() if one is not rule and not one.system), key=lambda one: one.priority)
        order.insert(wanted - 1 if 0 < wanted <= len(order) else len(order), rule)
        for number, one in enumerate([*order, *(one for one in policy.rules.values() if one.system)], 1):
            one.priority = number

    def _last_rule(self, policy: Policy) -> None:
        """What applies when no other rule does; a new policy of the new kinds gets it at once (recorded 2025)."""
        if policy.kind in NEW_KINDS:
            rule = self._new_rule(policy, "Catch-all Rule", catch_all(policy.kind))
            rule.priority = 99
        else:
            rule = self._new_rule(policy, "Default Rule", complete_rule(policy.kind, {}, self._org.options))
        rule.system = True

    def _new_rule(self, policy: Policy, name: str, rest: dict[str, Any]) -> Rule:
        at = self._org.now()
        rule_id = self._org.ids.new("rul" if policy.kind in NEW_KINDS else "0pr")
        policy.rules[rule_id] = made = Rule(rule_id, name, "ACTIVE", 1, False, at, at, rest)
        return made

    def _new(self, kind: str, name: str, system: bool) -> Policy:
        at = self._org.now()
        made = Policy(self._org.ids.new("rst" if kind in NEW_KINDS else "00p"), kind, name, None, "ACTIVE", 1, system, at, at)
        self[made.id] = made
        return made

    def _number(self, ordered: list[Policy]) -> None:
        for number, one in enumerate(ordered, 1):
            one.priority = number
