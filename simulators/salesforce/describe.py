"""describeGlobal and describe, key for key as a 2026 org answers them (salesforce.md §11)."""

from collections.abc import Container
from typing import Any

from simulators.salesforce.fields import ADDRESS, NUMERIC, Field, Sobject
from simulators.salesforce.soql import children

FLAGS = (
    "activateable",
    "createable",
    "custom",
    "customSetting",
    "deepCloneable",
    "deletable",
    "deprecatedAndHidden",
    "feedEnabled",
    "hasSubtypes",
    "isInterface",
    "isSubtype",
    "layoutable",
    "mergeable",
    "mruEnabled",
    "queryable",
    "replicateable",
    "retrieveable",
    "searchable",
    "triggerable",
    "undeletable",
    "updateable",
)
SOAP = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "int": "xsd:int",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
    "address": "urn:address",
}
NEVER = (
    "aiPredictionField",
    "autoNumber",
    "calculated",
    "cascadeDelete",
    "dependentPicklist",
    "deprecatedAndHidden",
    "displayLocationInDecimal",
    "encrypted",
    "formulaTreatNullNumberAsZero",
    "highScaleNumber",
    "htmlFormatted",
    "restrictedDelete",
    "searchPrefilterable",
    "writeRequiresMasterRead",
    "caseSensitive",
)
LATER = frozenset({"aiPredictionField", "formulaTreatNullNumberAsZero"})
NOTHING = (
    "calculatedFormula",
    "controllerName",
    "defaultValueFormula",
    "filteredLookupInfo",
    "inlineHelpText",
    "mask",
    "maskType",
    "referenceTargetField",
    "relationshipOrder",
)

NINE_DIGITS: dict[str, Any] = {"digits": 9}
ACTIVITIES: dict[str, dict[str, Any]] = {
    "Subject": {"groupable": False},
    "ActivityDate": {"aggregatable": False},
    "RecurrenceInterval": NINE_DIGITS,
    "RecurrenceDayOfWeekMask": NINE_DIGITS,
    "RecurrenceDayOfMonth": NINE_DIGITS,
}
PECULIAR: dict[str, dict[str, Any]] = {  # fields that are not described as their type would have it
    "Account.AnnualRevenue": {"scale": 0},
    "Case.CaseNumber": {"groupable": False},
    "Case.Comments": {"aggregatable": True, "byteLength": 4000, "sortable": True},
    "Group.Type": {"defaultValue": None, "defaultedOnCreate": False},
    "Group.OwnerId": {"nillable": False},
    "GroupMember.UserOrGroupId": {"namePointing": False},
    "Lead.AnnualRevenue": {"scale": 0},
    "Opportunity.Fiscal": {"byteLength": 6},
    "Opportunity.HasOpenActivity": {"groupable": True},
    "Opportunity.HasOverdueTask": {"groupable": True},
    "Opportunity.Probability": {"precision": 3},
    "Opportunity.TotalOpportunityQuantity": {"scale": 2},
    "User.CommunityNickname": {"defaultedOnCreate": False},
    "User.DelegatedApproverId": {"namePointing": False},
    "User.JigsawImportLimitOverride": NINE_DIGITS,
    "User.NumberOfFailedLogins": NINE_DIGITS,
    "User.OutOfOfficeMessage": {"aggregatable": False},
    "User.UserType": {"defaultValue": None},
    **{f"{kind}.{name}": facts for kind in ("Task", "Event") for name, facts in ACTIVITIES.items()},
}

SWITCHES = ("UserPreferences", "EmailPreferences", "UserPermissions")
ADDRESS_PARTS = frozenset(part[0].upper() + part[1:] for part in ADDRESS)
PERSON_NAME = frozenset({"FirstName", "LastName", "MiddleName", "Suffix", "Salutation", "Name"})


def brief(sobject: Sobject, version: str) -> dict[str, Any]:
    """An object's row of describeGlobal."""
    base = f"/services/data/v{version}/sobjects/{sobject.name}"
    urls = {"rowTemplate": f"{base}/{{ID}}", "describe": f"{base}/describe", "sobject": base}
    if "layoutable" in sobject.can:
        urls |= {} if sobject.name == "FeedItem" else {"compactLayouts": f"{base}/describe/compactLayouts"}
        urls |= {"layouts": f"{base}/describe/layouts"}
    named = {"keyPrefix": sobject.prefix, "label": sobject.label, "labelPlural": sobject.plural, "name": sobject.name}
    nothing = {"associateEntityType": None, "associateParentEntity": None}
    return dict(sorted(({flag: flag in sobject.can for flag in FLAGS} | named | nothing).items())) | {"urls": urls}


def whole(sobject: Sobject, version: str, known: Container[str]) -> dict[str, Any]:
    """The describe of one object; `known` are the lower-case names of all."""
    extra: dict[str, Any] = {
        "actionOverrides": [],
        "childRelationships": children.described(sobject.name, known),
        "compactLayoutable": "layoutable" in sobject.can,
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [_versioned(column(one, sobject), version) for one in sobject.fields.values()],
        "implementedBy": None,
        "implementsInterfaces": None,
        "listviewable": None,
        "lookupLayoutable": None,
        "namedLayoutInfos": [],
        "networkScopeFieldName": None,
        "recordTypeInfos": [],
        "searchLayoutable": "layoutable" in sobject.can,
        "sobjectDescribeOption": "FULL",
        "supportedScopes": [{"label": f"All {sobject.plural.lower()}", "name": "everything"}],
    }
    shown = brief(sobject, version)
    urls = shown.pop("urls")
    return dict(sorted((shown | extra).items())) | {"urls": urls}


def _versioned(told: dict[str, Any], version: str) -> dict[str, Any]:
    """Without what fields did not tell in 2018 (recorded at v42.0)."""
    return told if float(version) > 42 else {name: value for name, value in told.items() if name not in LATER}


def column(field: Field, sobject: Sobject) -> dict[str, Any]:
    """The describe of one field."""
    short = not field.has("x")
    told: dict[str, Any] = {
        "aggregatable": short and field.type not in ("boolean", "address"),
        "byteLength": 18 if field.length == 18 and field.type in ("id", "reference") else field.length * 3,
        "compoundFieldName": _compound(field, sobject),
        "createable": field.has("c"),
        "custom": field.has("k"),
        "defaultValue": field.default,
        "defaultedOnCreate": field.has("d"),
        "digits": 8 if field.type == "int" else 0,
        "externalId": field.has("e"),
        "extraTypeInfo": _kind(field, sobject),
        "filterable": short,
        "groupable": short and field.type not in ("datetime", "double", "currency", "percent", "address") and field.length <= 255,
        "idLookup": field.key,
        "label": field.label,
        "length": field.length,
        "name": field.name,
        "nameField": field.has("N"),
        "namePointing": len(field.targets) > 1,
        "nillable": field.has("n"),
        "permissionable": field.has("n") and field.has("c"),
        "picklistValues": [_choice(value, field) for value in field.values],
        "polymorphicForeignKey": len(field.targets) > 1,
        "precision": 18 if field.type in NUMERIC - {"int"} else 0,
        "queryByDistance": field.type == "address",
        "referenceTo": list(field.targets),
        "relationshipName": field.relationship,
        "restrictedPicklist": field.has("r"),
        "scale": 15 if field.name.endswith("itude") else 2 if field.type == "currency" else 0,
        "soapType": SOAP.get(field.type, "xsd:string"),
        "sortable": short and field.type != "address",
        "type": field.type,
        "unique": field.has("q"),
        "updateable": field.has("u"),
    }
    rest = dict.fromkeys(NEVER, False) | dict.fromkeys(NOTHING)
    peculiar = _switch(field, sobject) | PECULIAR.get(f"{sobject.name}.{field.name}", {})
    return dict(sorted((rest | told | _dependent(field) | peculiar).items()))


def _switch(field: Field, sobject: Sobject) -> dict[str, Any]:
    """A person's preferences and feature licences are no columns: nothing groups or sorts by them, none has a default (recorded 2023)."""
    prefix = next((one for one in SWITCHES if field.name.startswith(one)), None)
    if sobject.name != "User" or prefix is None:
        return {}
    label = {} if prefix == "UserPermissions" else {"label": field.name.removeprefix(prefix)}
    return {"defaultValue": None, "defaultedOnCreate": False, "groupable": False, "sortable": False} | label


def _kind(field: Field, sobject: Sobject) -> str | None:
    """What a screen makes of a field beyond its type."""
    if field.type == "textarea":
        return "plaintextarea"
    if field.name in ("PhotoUrl", "SmallPhotoUrl", "MediumPhotoUrl"):
        return "imageurl"
    if field.name == "Name" and sobject.name == "Account":
        return "switchablepersonname"
    return "personname" if field.name in PERSON_NAME and "lastname" in sobject.fields else None


def _dependent(field: Field) -> dict[str, Any]:
    """State codes depend on the country's; ids of Data.com lead to objects that no describe names."""
    if field.name.endswith("StateCode") and field.name != "StateCode":
        return {"controllerName": field.name.replace("State", "Country"), "dependentPicklist": True}
    if field.name in ("JigsawCompanyId", "JigsawContactId"):
        return {"relationshipName": field.name.removesuffix("Id")}
    return {}


def _compound(field: Field, sobject: Sobject) -> str | None:
    """The field this one is a part of: an address, or a name of several parts."""
    whole = next((one.name for one in sobject.fields.values() if one.type == "address" and _is_part(field, one)), None)
    named = sobject.find("Name")
    if sobject.name == "Account" and field is named:
        return field.name
    if named is not None and "lastname" in sobject.fields and field.name in PERSON_NAME and field is not named:
        return named.name
    return "Fiscal" if field.name in ("FiscalQuarter", "FiscalYear") else whole


def _is_part(field: Field, address: Field) -> bool:
    prefix = address.name.removesuffix("Address")
    return field.name.startswith(prefix) and field.name.removeprefix(prefix) in ADDRESS_PARTS


def _choice(value: str, field: Field) -> dict[str, Any]:
    return {"active": True, "defaultValue": value == field.default, "label": value, "validFor": None, "value": value}
