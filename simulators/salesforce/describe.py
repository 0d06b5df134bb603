"""describeGlobal and describe, key for key as a 2026 org answers them (salesforce.md §11)."""

from typing import Any

from simulators.salesforce.fields import ADDRESS, NUMERIC, Field, Sobject

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

ADDRESS_PARTS = frozenset(part[0].upper() + part[1:] for part in ADDRESS)
PERSON_NAME = frozenset({"FirstName", "LastName", "MiddleName", "Suffix", "Salutation", "Name"})


def brief(sobject: Sobject, version: str) -> dict[str, Any]:
    """An object's row of describeGlobal."""
    base = f"/services/data/v{version}/sobjects/{sobject.name}"
    urls = {"rowTemplate": f"{base}/{{ID}}", "describe": f"{base}/describe", "sobject": base}
    if "layoutable" in sobject.can:
        urls |= {"compactLayouts": f"{base}/describe/compactLayouts", "layouts": f"{base}/describe/layouts"}
    named = {"keyPrefix": sobject.prefix, "label": sobject.label, "labelPlural": sobject.plural, "name": sobject.name}
    nothing = {"associateEntityType": None, "associateParentEntity": None}
    return dict(sorted(({flag: flag in sobject.can for flag in FLAGS} | named | nothing).items())) | {"urls": urls}


def whole(sobject: Sobject, version: str) -> dict[str, Any]:
    """The describe of one object."""
    extra: dict[str, Any] = {
        "actionOverrides": [],
        "childRelationships": [],
        "compactLayoutable": "layoutable" in sobject.can,
        "defaultImplementation": None,
        "extendedBy": None,
        "extendsInterfaces": None,
        "fields": [column(one, sobject) for one in sobject.fields.values()],
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
        "extraTypeInfo": "plaintextarea" if field.type == "textarea" else None,
        "filterable": short,
        "groupable": short
        and field.type not in ("datetime", "double", "currency", "percent", "address")
        and (field.type != "textarea" or field.length <= 255),
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
    return dict(sorted((told | dict.fromkeys(NEVER, False) | dict.fromkeys(NOTHING)).items()))


def _compound(field: Field, sobject: Sobject) -> str | None:
    """The field this one is a part of: an address, or a name of several parts."""
    whole = next((one.name for one in sobject.fields.values() if one.type == "address" and _is_part(field, one)), None)
    named = sobject.find("Name")
    if whole is None and named is not None and "lastname" in sobject.fields and field.name in PERSON_NAME:
        return named.name
    return whole


def _is_part(field: Field, address: Field) -> bool:
    prefix = address.name.removesuffix("Address")
    return field.name.startswith(prefix) and field.name.removeprefix(prefix) in ADDRESS_PARTS


def _choice(value: str, field: Field) -> dict[str, Any]:
    return {"active": True, "defaultValue": value == field.default, "label": value, "validFor": None, "value": value}
