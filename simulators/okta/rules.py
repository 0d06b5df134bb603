"""`/groups/rules` (okta.md §2.7; recorded 2020 and 2025)."""

from typing import Any, Final

from simulators.okta import errors
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.expressions import BadExpression, compile_expression
from simulators.okta.model import GroupRule, stamp
from simulators.okta.org import Org
from simulators.okta.paging import Page, cut
from simulators.okta.rule_engine import rule_target

LONGEST_NAME: Final = 50
MOST_RULES: Final = 2000
MOST_GROUPS: Final = 100


def listing(org: Org, ask: Ask) -> Answer:
    """`search` is a part of the name."""
    part = ask.query.get("search", "").lower()
    found = sorted((rule for rule in org.rules.values() if part in rule.name.lower()), key=lambda rule: rule.id)
    shown, links = cut(ask, found, lambda rule: rule.id, Page(ask.limit(50, 200), errors.bad_paging))
    return Answer([_shown(org, rule) for rule in shown], links=links)


def create(org: Org, ask: Ask) -> Answer:
    body = ask.body()
    if len(org.rules) >= MOST_RULES:
        raise errors.invalid("GroupMembershipRule", "The maximum number of group rules has been reached")
    at = org.now()
    made = GroupRule(org.ids.new("0pr"), _name(org, body, None), "INACTIVE", _expression(ask, body), _groups(org, ask, body), at, at)
    made.excluded, made.tells_people = _excluded(body), "people" in ask.part("conditions", body)
    org.rules[made.id] = made
    return Answer(_shown(org, made))


def read(org: Org, ask: Ask) -> Answer:
    return Answer(_shown(org, _rule(org, ask)))


def replace(org: Org, ask: Ask) -> Answer:
    """Only while not ACTIVE; the groups cannot be changed (okta.md §2.7)."""
    rule, body = _rule(org, ask), ask.body()
    if rule.status == "ACTIVE":
        raise errors.invalid("GroupMembershipRule", "Cannot update an active rule. Deactivate the rule first.")
    groups = _groups(org, ask, body)
    if groups != rule.groups and not org.options.assumptions.rule_groups_changeable:
        raise errors.invalid("GroupMembershipRule", "The groups of a rule cannot be changed")
    rule.name, rule.expression, rule.groups = _name(org, body, rule), _expression(ask, body), groups
    rule.excluded, rule.last_updated = _excluded(body), org.now()
    rule.tells_people = "people" in ask.part("conditions", body)
    return Answer(_shown(org, rule))


def remove(org: Org, ask: Ask) -> Answer:
    """202 `{}`; `removeUsers=true` ends the memberships it made."""
    rule = _rule(org, ask)
    if rule.status == "ACTIVE":
        raise errors.invalid("GroupMembershipRule", "Cannot delete an active rule. Deactivate the rule first.")
    del org.rules[rule.id]
    org.engine.forget(rule, and_members=ask.flag("removeUsers", False))
    return Answer({}, status=202)


def activate(org: Org, ask: Ask) -> Answer:
    rule = _rule(org, ask)
    if not _valid(org, rule):
        raise errors.invalid("GroupMembershipRule", "The rule assigns to a group that does not exist")
    if rule.status != "ACTIVE":
        rule.status = "ACTIVE"
        org.engine.rule_changed()
        org.note("group.user_membership.rule.trigger", rule_target(rule))
    return EMPTY


def deactivate(org: Org, ask: Ask) -> Answer:
    """Members stay (an assumption); what changes meanwhile is not looked at."""
    rule = _rule(org, ask)
    if rule.status == "ACTIVE":
        rule.status = "INACTIVE"
        org.note("group.user_membership.rule.deactivated", rule_target(rule))
        if not org.options.assumptions.deactivated_rule_keeps_members:
            org.engine.forget(rule, and_members=True)
    return EMPTY


def _rule(org: Org, ask: Ask) -> GroupRule:
    if ask.at["rule"] not in org.rules:
        raise errors.missing(ask.at["rule"], "GroupMembershipRule")
    return org.rules[ask.at["rule"]]


def _name(org: Org, body: dict[str, Any], mine: GroupRule | None) -> str:
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise errors.invalid("name", f"name: {org.options.assumptions.blank}")
    if len(name) > LONGEST_NAME:
        raise errors.invalid("name", f"name: The field must be between 1 and {LONGEST_NAME} characters")
    if any(rule.name == name and rule is not mine for rule in org.rules.values()):
        raise errors.invalid("name", f"name: {org.options.assumptions.taken}")
    return name


def _expression(ask: Ask, body: dict[str, Any]) -> str:
    text = ask.part("expression", ask.part("conditions", body)).get("value")
    try:
        compile_expression(str(text or ""))
    except BadExpression:
        raise errors.invalid("expression", "expression: Invalid expression") from None
    return str(text)


def _groups(org: Org, ask: Ask, body: dict[str, Any]) -> list[str]:
    wanted = ask.part("assignUserToGroups", ask.part("actions", body)).get("groupIds")
    if not isinstance(wanted, list) or not wanted or len(wanted) > MOST_GROUPS:
        raise errors.invalid("groupIds", f"groupIds: {org.options.assumptions.blank}")
    for group_id in wanted:
        if org.group(str(group_id)).type != "OKTA_GROUP":
            raise errors.read_only_group(org.options.assumptions.read_only_group)
    return [str(one) for one in wanted]


def _excluded(body: dict[str, Any]) -> list[str]:
    people = (body.get("conditions") or {}).get("people") or {}
    return list((people.get("users") or {}).get("exclude") or [])


def _valid(org: Org, rule: GroupRule) -> bool:
    return all(group_id in org.groups for group_id in rule.groups)


def _shown(org: Org, rule: GroupRule) -> dict[str, Any]:
    """Who is left out is told where it was sent, or where somebody is (recorded 2026)."""
    recent = org.options.has("allGroupsValid")
    conditions: dict[str, Any] = {}
    if rule.tells_people or rule.excluded:
        conditions["people"] = {"users": {"exclude": list(rule.excluded)}, "groups": {"exclude": []}}
    conditions["expression"] = {"value": rule.expression, "type": "urn:okta:expression:1.0"}
    shown = {
        "type": "group_rule",
        "id": rule.id,
        "status": rule.status,
        "name": rule.name,
        "created": stamp(rule.created),
        "lastUpdated": stamp(rule.last_updated),
        "conditions": conditions,
        "actions": {"assignUserToGroups": {"groupIds": list(rule.groups)}},
    }
    return shown | ({"allGroupsValid": _valid(org, rule)} if recent else {})
