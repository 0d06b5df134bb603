"""Child relationships: by which name a record finds what points at it."""

from collections.abc import Container
from typing import Any

from simulators.salesforce.errors import Refusal
from simulators.salesforce.fields import Field, Sobject
from simulators.salesforce.org import Org
from simulators.salesforce.soql.bind import HINT
from simulators.salesforce.soql.lexer import pointed
from simulators.salesforce.soql.query import Child

CHILDREN = {
    "Account": {
        "Contacts": "Contact.AccountId",
        "Opportunities": "Opportunity.AccountId",
        "Cases": "Case.AccountId",
        "Tasks": "Task.WhatId",
        "Events": "Event.WhatId",
        "ChildAccounts": "Account.ParentId",
    },
    "Case": {"Tasks": "Task.WhatId", "Events": "Event.WhatId"},
    "Contact": {"Cases": "Case.ContactId", "Opportunities": "Opportunity.ContactId", "Tasks": "Task.WhoId", "Events": "Event.WhoId"},
    "Group": {"GroupMembers": "GroupMember.GroupId", "QueueSobjects": "QueueSobject.QueueId"},
    "Lead": {"Tasks": "Task.WhoId", "Events": "Event.WhoId"},
    "Opportunity": {"Tasks": "Task.WhatId", "Events": "Event.WhatId"},
    "PermissionSet": {"Assignments": "PermissionSetAssignment.PermissionSetId"},
    "PermissionSetGroup": {
        "Assignments": "PermissionSetAssignment.PermissionSetGroupId",
        "PermissionSetGroupComponents": "PermissionSetGroupComponent.PermissionSetGroupId",
    },
    "Profile": {"Users": "User.ProfileId"},
    "Territory2": {
        "UserTerritory2Associations": "UserTerritory2Association.Territory2Id",
        "ObjectTerritory2Associations": "ObjectTerritory2Association.Territory2Id",
    },
    "User": {
        "PermissionSetAssignments": "PermissionSetAssignment.AssigneeId",
        "PermissionSetLicenseAssignments": "PermissionSetLicenseAssign.AssigneeId",
        "ManagedUsers": "User.ManagerId",
        "UserTerritory2Associations": "UserTerritory2Association.UserId",
    },
    "UserRole": {"Users": "User.UserRoleId"},
}

KEPT = frozenset({"ChildAccounts", "Cases", "Users", "ManagedUsers"})
"""Those that outlive what they point at."""


def described(sobject: str, known: Container[str]) -> list[dict[str, Any]]:
    """`childRelationships` of a describe, of objects that are `known` by their lower-case names."""
    rows = []
    for name, path in sorted(CHILDREN.get(sobject, {}).items(), key=lambda pair: pair[1]):
        child, _, column = path.partition(".")
        rows.append(
            {
                "cascadeDelete": name not in KEPT,
                "childSObject": child,
                "deprecatedAndHidden": False,
                "field": column,
                "junctionIdListNames": [],
                "junctionReferenceTo": [],
                "relationshipName": name,
                "restrictedDelete": path == "Case.AccountId",
            }
        )
    return [row for row in rows if str(row["childSObject"]).lower() in known]


def related(org: Org, start: Sobject, child: Child) -> tuple[str, Sobject, Field]:
    """The relationship's name, the object behind it and the field that leads back; raises Refusal for a name nobody knows."""
    known = {name.lower(): (name, path) for name, path in CHILDREN.get(start.name, {}).items()}
    name, path = known.get(child.query.sobject.lower(), ("", "."))
    kind, _, column = path.partition(".")
    sobject = org.objects.get(kind.lower())
    field = sobject.find(column) if sobject else None
    if sobject is None or field is None:
        raise _unknown(child)
    return name, sobject, field


def _unknown(child: Child) -> Refusal:
    custom = "If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name."
    told = f"Didn't understand relationship '{child.query.sobject}' in FROM part of query call. {custom} {HINT}"
    return pointed(child.query.text, child.query.sobject_at, told, "INVALID_TYPE")
