"""`/policies` and `/policies/{id}/rules` (okta.md §2.9)."""

from typing import Any

from simulators.okta import errors
from simulators.okta.ask import EMPTY, Answer, Ask
from simulators.okta.model import Group, stamp
from simulators.okta.org import Org
from simulators.okta.policy_rules import complete_rule, replaced_system_rule
from simulators.okta.policy_store import KINDS, NEW_KINDS, RULE_KIND, Policy, Rule
from simulators.okta.syslog import thing_target


def listing(org: Org, ask: Ask) -> Answer:
    """`type` is needed; without a limit the `self` link repeats the question alone (recorded)."""
    kind = ask.query.get("type")
    if kind is None:
        raise errors.parameter_missing("The type parameter is required.")
    if kind not in KINDS:
        raise errors.no_policy_type()
    found = [one for one in org.policies.of_kind(kind) if ask.query.get("status") in {None, one.status}]
    found = [one for one in found if ask.query.get("q", "").lower() in one.name.lower()]
    return Answer(
        [_shown(org, ask, one) | _resource(org, one) for one in found], links=(f'<{ask.origin}{ask.path}?type={kind}>; rel="self"',)
    )


def create(org: Org, ask: Ask) -> Answer:
    """`?activate=false` makes it INACTIVE."""
    body = ask.body()
    kind = body.get("type")
    if kind not in KINDS:
        raise errors.invalid("type", "type: The field has an invalid value")
    _check_groups(org, body)
    made = org.policies.add(kind, _name(org, body), body)
    if not ask.flag("activate", True):
        made.status = "INACTIVE"
    _note(org, "policy.lifecycle.create", made)
    return Answer(_shown(org, ask, made))


def read(org: Org, ask: Ask) -> Answer:
    policy = _policy(org, ask)
    shown = _shown(org, ask, policy)
    if ask.query.get("expand") == "rules":
        shown["_embedded"] = {"rules": [_shown_rule(ask, policy, one) for one in policy.rules.values()]}
    return Answer(shown)


def replace(org: Org, ask: Ask) -> Answer:
    policy, body = _policy(org, ask), ask.body()
    _check_groups(org, body)
    policy.name, policy.description = _name(org, body), body.get("description")
    sent: dict[str, Any] = {name: body[name] for name in ("conditions", "settings") if name in body}
    policy.rest = org.policies.completed(policy.kind, policy.rest | sent if policy.system else sent)
    policy.last_updated = org.now()
    if not policy.system and body.get("priority"):
        org.policies.place(policy, body["priority"])
    _note(org, "policy.lifecycle.update", policy)
    return Answer(_shown(org, ask, policy))


def remove(org: Org, ask: Ask) -> Answer:
    policy = _changeable(org, ask)
    org.policies.drop(policy)
    _note(org, "policy.lifecycle.delete", policy)
    return EMPTY


def activate(org: Org, ask: Ask) -> Answer:
    return _set_status(org, _policy(org, ask), "ACTIVE", "policy.lifecycle.activate")


def deactivate(org: Org, ask: Ask) -> Answer:
    return _set_status(org, _changeable(org, ask), "INACTIVE", "policy.lifecycle.deactivate")


def clone(org: Org, ask: Ask) -> Answer:
    """Access policies only; the clone's times are null at first (recorded)."""
    policy = _policy(org, ask)
    if policy.kind != "ACCESS_POLICY":
        raise errors.invalid("type", "Only access policies can be cloned.")
    made = org.policies.add(policy.kind, f"[cloned] {policy.name}", {"description": policy.description, **policy.rest})
    for rule in policy.rules.values():
        if rule.system:
            next(one for one in made.rules.values() if one.system).rest = rule.rest
        else:
            org.policies.add_rule(made, rule.name, rule.rest)
    return Answer(_shown(org, ask, made) | {"created": None, "lastUpdated": None})


def apps(org: Org, ask: Ask) -> Answer:
    _policy(org, ask)
    return Answer([], links=(f'<{ask.origin}{ask.path}?limit=20>; rel="self"',))


def mappings(org: Org, ask: Ask) -> Answer:
    _policy(org, ask)
    return Answer([])


def map_resource(org: Org, ask: Ask) -> Answer:
    """As recorded in 2025."""
    _policy(org, ask)
    raise errors.invalid("Policy mappings are no longer supported on this endpoint.")


def simulate(_org: Org, _ask: Ask) -> Answer:
    """What is recorded of it: a body without what it needs."""
    raise errors.malformed()


def rules(org: Org, ask: Ask) -> Answer:
    """No Link header (recorded)."""
    policy = _policy(org, ask)
    ordered = sorted(policy.rules.values(), key=lambda one: (one.system, one.priority, one.id))
    return Answer([_shown_rule(ask, policy, one) for one in ordered])


def create_rule(org: Org, ask: Ask) -> Answer:
    policy, body = _policy(org, ask), ask.body()
    if policy.system and policy.kind in {"PROFILE_ENROLLMENT"}:
        raise errors.forbidden()
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise errors.invalid("name", f"name: {org.options.assumptions.blank}")
    if any(one.name == name for one in policy.rules.values()):
        raise errors.invalid("name", "name: Policy rule name already in use")
    _check_groups(org, body)
    made = org.policies.add_rule(policy, name, body)
    if not ask.flag("activate", True):
        made.status = "INACTIVE"
    _note_rule(org, "policy.rule.add", policy, made)
    return Answer(_shown_rule(ask, policy, made))


def read_rule(org: Org, ask: Ask) -> Answer:
    policy, rule = _rule(org, ask)
    return Answer(_shown_rule(ask, policy, rule))


def replace_rule(org: Org, ask: Ask) -> Answer:
    policy, rule = _rule(org, ask)
    body = ask.body()
    rule.name = body.get("name") or rule.name
    if not rule.system:
        org.policies.place_rule(policy, rule, body.get("priority"))
    if rule.system and policy.kind in NEW_KINDS:
        rule.rest = replaced_system_rule(policy.kind, body)
    else:
        rule.rest = complete_rule(policy.kind, body, org.options)
    rule.last_updated = org.now()
    _note_rule(org, "policy.rule.update", policy, rule)
    return Answer(_shown_rule(ask, policy, rule))


def remove_rule(org: Org, ask: Ask) -> Answer:
    policy, rule = _rule(org, ask)
    if rule.system:
        raise errors.forbidden()
    del policy.rules[rule.id]
    _note_rule(org, "policy.rule.delete", policy, rule)
    return EMPTY


def activate_rule(org: Org, ask: Ask) -> Answer:
    policy, rule = _rule(org, ask)
    rule.status = "ACTIVE"
    _note_rule(org, "policy.rule.activate", policy, rule)
    return EMPTY


def deactivate_rule(org: Org, ask: Ask) -> Answer:
    policy, rule = _rule(org, ask)
    rule.status = "INACTIVE"
    _note_rule(org, "policy.rule.deactivate", policy, rule)
    return EMPTY


def check_unused(org: Org, group: Group) -> None:
    """Raises 400 E0000209 for a group that an enrolment policy names."""
    for policy in org.policies.of_kind("MFA_ENROLL"):
        people = (policy.rest.get("conditions") or {}).get("people") or {}
        if not policy.system and group.id in (people.get("groups") or {}).get("include", ()):
            raise errors.used_in_policy(group.name)


def _policy(org: Org, ask: Ask) -> Policy:
    if ask.at["policy"] not in org.policies:
        raise errors.missing(ask.at["policy"], "Policy")
    return org.policies[ask.at["policy"]]


def _rule(org: Org, ask: Ask) -> tuple[Policy, Rule]:
    policy = org.policies.get(ask.at["policy"])
    if policy is None or ask.at["rule"] not in policy.rules:
        raise errors.missing(ask.at["rule"], "PolicyRule")
    return policy, policy.rules[ask.at["rule"]]


def _changeable(org: Org, ask: Ask) -> Policy:
    policy = _policy(org, ask)
    if policy.system:
        raise errors.forbidden()
    return policy


def _set_status(org: Org, policy: Policy, status: str, kind: str) -> Answer:
    policy.status = status
    _note(org, kind, policy)
    return EMPTY


def _name(org: Org, body: dict[str, Any]) -> str:
    name = body.get("name")
    if not isinstance(name, str) or not name:
        raise errors.invalid("name", f"name: {org.options.assumptions.blank}")
    return name


def _check_groups(org: Org, body: dict[str, Any]) -> None:
    people = (body.get("conditions") or {}).get("people") or {}
    for group_id in (people.get("groups") or {}).get("include") or ():
        if group_id not in org.groups:
            raise errors.invalid("conditions.people.groups.include", "Invalid group")


def _note(org: Org, kind: str, policy: Policy) -> None:
    org.note(kind, thing_target(policy.id, "PolicyEntity", policy.name))


def _note_rule(org: Org, kind: str, policy: Policy, rule: Rule) -> None:
    org.note(kind, thing_target(policy.id, "PolicyEntity", policy.name), thing_target(rule.id, "PolicyRule", rule.name))


def _resource(org: Org, one: Policy) -> dict[str, Any]:
    """Lists say what access policies protect, in most organisations since 2025; single answers never do (recorded)."""
    return {"_embedded": {"resourceType": one.resource}} if one.kind == "ACCESS_POLICY" and org.options.has("resourceType") else {}


def _shown(org: Org, ask: Ask, one: Policy) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/policies/{one.id}"
    links: dict[str, Any] = {}
    own = not one.system and one.resource == "APP"
    if org.options.has("mappings") and own:
        links["mappings"] = {"href": f"{here}/mappings", "hints": {"allow": ["GET", "POST"]}}
    links["self"] = {"href": here, "hints": {"allow": ["GET"] if one.resource != "APP" else _allowed(one.system)}}
    links["rules"] = {"href": f"{here}/rules", "hints": {"allow": ["GET", "POST"]}}
    links |= _switch(one.status, not own, here)
    shown: dict[str, Any] = {"id": one.id, "status": one.status, "name": one.name}
    if one.description is not None:
        shown["description"] = one.description
    shown |= {"priority": one.priority, "system": one.system, "conditions": one.rest.get("conditions")}
    shown |= {"created": stamp(one.created), "lastUpdated": stamp(one.last_updated)}
    shown |= {"settings": one.rest["settings"]} if "settings" in one.rest else {}
    return shown | {"_links": links, "type": one.kind}


def _shown_rule(ask: Ask, policy: Policy, one: Rule) -> dict[str, Any]:
    here = f"{ask.origin}/api/v1/policies/{policy.id}/rules/{one.id}"
    links = {"self": {"href": here, "hints": {"allow": _allowed(one.system)}}}
    return {
        "id": one.id,
        "status": one.status,
        "name": one.name,
        "priority": one.priority,
        "created": stamp(one.created),
        "lastUpdated": stamp(one.last_updated),
        "system": one.system,
        **one.rest,
        "_links": links | _switch(one.status, one.system, here),
        "type": RULE_KIND.get(policy.kind, policy.kind),
    }


def _allowed(system: bool) -> list[str]:
    return ["GET", "PUT"] if system else ["GET", "PUT", "DELETE"]


def _switch(status: str, system: bool, here: str) -> dict[str, Any]:
    if system:
        return {}
    name = "deactivate" if status == "ACTIVE" else "activate"
    return {name: {"href": f"{here}/lifecycle/{name}", "hints": {"allow": ["POST"]}}}
