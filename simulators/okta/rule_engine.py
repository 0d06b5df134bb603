"""Group rules at work: who matches becomes a member some time after what made them match (okta.md §2.7)."""

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulators.okta.expressions import Scope, compile_expression
from simulators.okta.model import Group, GroupRule, User
from simulators.okta.syslog import Acting, group_target, thing_target, user_target

if TYPE_CHECKING:
    from simulators.okta.org import Org


@dataclass(slots=True)
class RuleEngine:
    """Evaluates users `lag` machine seconds after they change. `settle` does what is due; whoever looks at the store calls it before."""

    org: "Org"
    _due: deque[tuple[float, str]] = field(default_factory=deque)

    def clear(self) -> None:
        self._due.clear()

    def user_changed(self, user: User) -> None:
        if self.org.rules:
            self._due.append((self.org.options.machine() + self.org.options.lag, user.id))

    def rule_changed(self) -> None:
        """Everybody is looked at anew."""
        due = self.org.options.machine() + self.org.options.lag
        self._due.extend((due, user_id) for user_id in self.org.users)

    def settle(self) -> None:
        now = self.org.options.machine()
        with self.org.acts(Acting()):
            while self._due and (self._due[0][0] <= now or not self.org.options.lag):
                _, user_id = self._due.popleft()
                if user_id in self.org.users:
                    self._evaluate(self.org.users[user_id])

    def removed_by_hand(self, group: Group, user: User) -> None:
        """A rule's member taken out by API or an administrator is excluded from the rules that put her in."""
        for rule_id in group.managed.pop(user.id, set()):
            rule = self.org.rules.get(rule_id)
            if rule is not None and user.id not in rule.excluded:
                rule.excluded.append(user.id)
                self.org.note("group.user_membership.rule.add_exclusion", user_target(user), rule_target(rule))

    def forget(self, rule: GroupRule, and_members: bool) -> None:
        """Memberships of a rule that is no longer there: kept as if made by hand, or ended."""
        for group in list(self.org.groups.values()):
            for user_id in [user_id for user_id, by in group.managed.items() if rule.id in by]:
                self._release(group, self.org.users[user_id], rule, leave=and_members)

    def _evaluate(self, user: User) -> None:
        if user.status == "DEPROVISIONED":
            return
        for rule in self.org.rules.values():
            if rule.status == "ACTIVE":
                matches = user.id not in rule.excluded and compile_expression(rule.expression)(self._scope(user))
                for group in [self.org.groups[group_id] for group_id in rule.groups if group_id in self.org.groups]:
                    self._apply(rule, group, user, matches)

    def _apply(self, rule: GroupRule, group: Group, user: User, matches: bool) -> None:
        managed = group.managed.get(user.id, set())
        if matches and rule.id not in managed and (user.id not in group.members or managed):
            group.managed.setdefault(user.id, set()).add(rule.id)
            self.org.join(group, user)
        elif not matches and rule.id in managed:
            self._release(group, user, rule, leave=True)

    def _release(self, group: Group, user: User, rule: GroupRule, leave: bool) -> None:
        left = group.managed[user.id] - {rule.id}
        if left:
            group.managed[user.id] = left
            return
        del group.managed[user.id]
        if leave:
            self.org.leave(group, user)

    def _scope(self, user: User) -> Scope:
        groups = self.org.groups_of(user)
        return Scope(user.profile, frozenset(group.id for group in groups), frozenset(group.name for group in groups))


def invalidate(org: "Org", group: Group) -> None:
    """Deleting a rule's target group makes the rule INVALID when it was ACTIVE (recorded)."""
    for rule in org.rules.values():
        if group.id in rule.groups and rule.status == "ACTIVE":
            rule.status = "INVALID"
            org.note("group.user_membership.rule.invalidate", rule_target(rule), group_target(group))


def rule_target(rule: GroupRule) -> dict[str, object]:
    return thing_target(rule.id, "GroupRule", rule.name)
