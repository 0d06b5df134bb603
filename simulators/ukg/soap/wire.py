"""Envelopes: reading a request into plain values, writing an answer by its type (ukg.md §1.1, §1.8, §1.9)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from simulators.ukg.soap.contracts import CONTRACTS, Type, members_of

ENVELOPE: Final = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING: Final = "http://www.w3.org/2005/08/addressing"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
NO_DATE: Final = "0001-01-01T00:00:00"
_UNSET: Final = {"b": "false", "d": NO_DATE, "n": "0", "f": "0", "i": "0"}
ElementTree.register_namespace("s", ENVELOPE)
ElementTree.register_namespace("a", ADDRESSING)
ElementTree.register_namespace("b", CONTRACTS)
ElementTree.register_namespace("i", XSI)

Value = Any  # text, None, a mapping of members, or a list


class Malformed(Exception):
    """A request that is no SOAP 1.2 envelope."""


class Request(NamedTuple):
    """What was asked: headers by full name, the action, the operation's element name, and its one argument."""

    headers: Mapping[str, str]
    action: str
    operation: str
    argument: Value


def read(body: bytes) -> Request:
    """Raises Malformed."""
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as wrong:
        raise Malformed("The request is not well-formed XML.") from wrong
    inside = root.find(f"{{{ENVELOPE}}}Body")
    if root.tag != f"{{{ENVELOPE}}}Envelope" or inside is None or not len(inside):
        raise Malformed("The request is no SOAP 1.2 envelope.")
    head = root.find(f"{{{ENVELOPE}}}Header")
    headers = {each.tag: (each.text or "").strip() for each in (head if head is not None else ())}
    operation = inside[0]
    argument = _value(operation[0]) if len(operation) else None
    return Request(headers, headers.get(f"{{{ADDRESSING}}}Action", ""), _local(operation.tag), argument)


def _value(element: Element) -> Value:
    if element.get(f"{{{XSI}}}nil", "").lower() in ("true", "1"):
        return None
    kind = element.get(f"{{{XSI}}}type", "").rpartition(":")[2]
    if not len(element):
        return {"_type": kind} if kind else (element.text or "").strip() or None
    names = [_local(each.tag) for each in element]
    if len(set(names)) < len(names) or _is_list(names):
        return [_value(each) for each in element]
    return {"_type": kind, **{name: _value(each) for name, each in zip(names, element, strict=True)}}


def _is_list(names: list[str]) -> bool:
    """A list of one looks like an object of one member; only what lists hold has these names."""
    return len(names) == 1 and names[0] in ("Person", "Job", "EmploymentInformation", "Termination", "UserDefinedFields")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def envelope(action: str, body: Element) -> bytes:
    """An answer with its action in front."""
    root = Element(f"{{{ENVELOPE}}}Envelope")
    head = SubElement(SubElement(root, f"{{{ENVELOPE}}}Header"), f"{{{ADDRESSING}}}Action", {f"{{{ENVELOPE}}}mustUnderstand": "1"})
    head.text = f"{action}Response" if not action.endswith("fault") else action
    _plain(body, "")
    SubElement(root, f"{{{ENVELOPE}}}Body").append(body)
    return bytes(ElementTree.tostring(root, encoding="utf-8"))


def _plain(element: Element, around: str) -> None:
    """Operations and their results go without a prefix, as the real service writes them, for clients that go by prefixes (recorded)."""
    space = element.tag[1:].rpartition("}")[0]
    if space != ENVELOPE and (space != CONTRACTS or not around):
        element.tag = _local(element.tag)
        if space != around:
            element.set("xmlns", space)
        around = space
    for each in element:
        _plain(each, around)


def fault(code: str, reason: str) -> bytes:
    """A plain WCF fault: `Sender` or `Receiver`, and its text."""
    element = Element(f"{{{ENVELOPE}}}Fault")
    SubElement(SubElement(element, f"{{{ENVELOPE}}}Code"), f"{{{ENVELOPE}}}Value").text = f"s:{code}"
    text = SubElement(SubElement(element, f"{{{ENVELOPE}}}Reason"), f"{{{ENVELOPE}}}Text")
    text.set("{http://www.w3.org/XML/1998/namespace}lang", "en-US")
    text.text = reason
    return envelope(f"{ADDRESSING}/soap/fault", element)


class Writer:
    """Writes values of one service's types: base members first, nil for absent texts, what a value type has for none."""

    def __init__(self, types: dict[str, Type]) -> None:
        self._types = types

    def result(self, namespace: str, operation: str, kind: str, value: Mapping[str, Value]) -> Element:
        """An operation's whole answer."""
        root = Element(f"{{{namespace}}}{operation}Response")
        self._object(SubElement(root, f"{{{namespace}}}{operation}Result"), kind, value)
        return root

    def _object(self, element: Element, kind: str, value: Mapping[str, Value]) -> None:
        actual = str(value.get("_type") or kind)
        if actual != kind:
            element.set(f"{{{XSI}}}type", f"b:{actual}")
        for name, member in members_of(self._types, actual):
            self._member(element, name, member, value.get(name))

    def _member(self, parent: Element, name: str, kind: str, value: Value) -> None:
        element = SubElement(parent, f"{{{CONTRACTS}}}{name}")
        if kind in _UNSET:
            element.text = _UNSET[kind] if value is None else _text(value)
        elif value is None:
            element.set(f"{{{XSI}}}nil", "true")
        elif kind.startswith("["):
            for item in value:
                self._object(SubElement(element, f"{{{CONTRACTS}}}{kind[1:-1]}"), kind[1:-1], item)
        elif kind in self._types:
            self._object(element, kind, value)
        else:
            element.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat()
    return f"{value.isoformat()}T00:00:00" if isinstance(value, date) else str(value)
