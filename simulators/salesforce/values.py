"""One value into one field: the checks every object shares (salesforce.md §6.5)."""

import re
from datetime import UTC, date, datetime
from typing import Any

from simulators.salesforce.errors import Refusal, bad_json, bad_reference, unreachable
from simulators.salesforce.fields import NUMERIC, Field
from simulators.salesforce.ids import full
from simulators.salesforce.org import Org, stamp

EMAIL = re.compile(r"[^@\s,;<>\"]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


def read_value(org: Org, field: Field, value: Any) -> Any:
    """The value as stored, or a Refusal. Text is trimmed, empty text is null, as the platform does."""
    if isinstance(value, str):
        value = value.strip() or None
    if value is None:
        return False if field.type == "boolean" else None
    if field.type == "boolean":
        return _boolean(value)
    if field.type in NUMERIC:
        return _number(value)
    if field.type in ("date", "datetime"):
        return _moment(field, value)
    if isinstance(value, (dict, list)):
        raise bad_json(f"Cannot deserialize instance of {field.type} from START_OBJECT value {{ or request may be missing a required field")
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return _reference(org, field, text) if field.type == "reference" else _text(field, text)


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    kind = "VALUE_STRING" if isinstance(value, str) else "VALUE_NUMBER_INT"
    raise bad_json(f"Cannot deserialize instance of boolean from {kind} value {value} or request may be missing a required field")


def _number(value: Any) -> float | int:
    try:
        if isinstance(value, (bool, dict, list)):
            raise ValueError
        return value if isinstance(value, (int, float)) else float(value) if "." in value else int(value)
    except ValueError:
        raise bad_json(
            f"Cannot deserialize instance of double from VALUE_STRING value {value} or request may be missing a required field"
        ) from None


def _moment(field: Field, value: Any) -> str:
    try:
        if field.type == "date":
            return date.fromisoformat(str(value)[:10]).isoformat()
        at = datetime.fromisoformat(str(value).replace("+0000", "+00:00"))
        return stamp(at if at.tzinfo else at.replace(tzinfo=UTC))
    except ValueError:
        kind = "date" if field.type == "date" else "datetime"
        raise bad_json(
            f"Cannot deserialize instance of {kind} from VALUE_STRING value {value} or request may be missing a required field"
        ) from None


def _text(field: Field, text: str) -> str:
    if field.length and len(text) > field.length:
        raise Refusal("STRING_TOO_LONG", f"{field.label}: data value too large: {text} (max length={field.length})", (field.name,))
    if field.type == "email" and not EMAIL.fullmatch(text):
        raise Refusal("INVALID_EMAIL_ADDRESS", f"{field.label}: invalid email address: {text}", (field.name,))
    if field.has("r") and field.values and text not in field.values:
        code, told = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", f"{field.label}: bad value for restricted picklist field: {text}"
        raise Refusal(code, told, (field.name,))
    return text


def _reference(org: Org, field: Field, text: str) -> str:
    record = full(text)
    targets = [one for one in map(org.objects.get, map(str.lower, field.targets)) if one]
    if record is None or (targets and all(one.prefix != record[:3] for one in targets)):
        raise Refusal("MALFORMED_ID", f"{field.label}: id value of incorrect type: {text}", (field.name,))
    if targets and not any(record in org.table(one.name).rows for one in targets):
        raise bad_reference() if any(one.setup for one in targets) else unreachable(record)
    return record
