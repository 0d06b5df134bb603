"""The services' descriptions, written from the tables: SOAP 1.2, literal, addressed by action (ukg.md §1.1, §1.2)."""

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import quoteattr

from simulators.ukg.soap.contracts import CONTRACTS, LOGIN, PAIRS, PING, SERVICES, Service, Type, types_of

_KINDS: Final = {"": "xs:string", "b": "xs:boolean", "d": "xs:dateTime", "n": "xs:decimal", "f": "xs:double", "i": "xs:int", "i?": "xs:int"}
_VALUES: Final = frozenset("bdnfi")
_HEAD: Final = (
    'xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl"'
    f' xmlns:c="{CONTRACTS}" xmlns:l="{LOGIN}" xmlns:k="{PAIRS}" xmlns:t="http://tempuri.org/" targetNamespace="http://tempuri.org/"'
)
_PAIRS: Final = f"""<xs:schema targetNamespace="{PAIRS}" elementFormDefault="qualified"><xs:complexType
 name="ArrayOfKeyValueOfstringstring"><xs:sequence><xs:element name="KeyValueOfstringstring" minOccurs="0" maxOccurs="unbounded">
<xs:complexType><xs:sequence><xs:element name="Key" type="xs:string" nillable="true"/><xs:element name="Value" type="xs:string"
 nillable="true"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:schema>"""
_SEVERITY: Final = """<xs:simpleType name="Severity"><xs:restriction base="xs:string"><xs:enumeration value="Information"/>
<xs:enumeration value="Error"/><xs:enumeration value="Warning"/></xs:restriction></xs:simpleType>"""
_LOGIN_HEADERS: Final = ("ClientAccessKey", "Password", "UserAccessKey", "UserName")


def describe(path: str, address: str) -> str:
    """The WSDL of a service, by its name in lower case; raises KeyError for one there is not."""
    return _login(address) if path == "loginservice" else _employee(SERVICES[path], address)


def _employee(service: Service, address: str) -> str:
    operations = (service.find, service.get, service.update)
    name, proxy, binding = service.name, f"Proxy_I{service.name}", f"WSHttpBinding_I{service.name}"
    contracts = f'<xs:schema targetNamespace="{CONTRACTS}" elementFormDefault="qualified"><xs:import namespace="{PAIRS}"/>'
    contracts += "".join(_types(types_of(service))) + _SEVERITY + "</xs:schema>"
    schema = f'<xs:schema targetNamespace="{service.namespace}" elementFormDefault="qualified"><xs:import namespace="{CONTRACTS}"/>'
    schema += "".join(_elements(service, operation) for operation in operations) + "</xs:schema>"
    ping = '<xs:schema targetNamespace="http://tempuri.org/" elementFormDefault="qualified">'
    ping += _element("Ping", "") + _element("PingResponse", _member("PingResult", "xs:string")) + "</xs:schema>"
    names = [(operation, f"s:{operation}", service.action(operation)) for operation in operations] + [("Ping", "t:Ping", PING)]
    return "".join(
        (
            f'<wsdl:definitions {_HEAD} xmlns:s="{service.namespace}" name="{proxy}"><wsdl:types>',
            _PAIRS, contracts, schema, ping, "</wsdl:types>",
            *(_message(f"I{name}_{each}_InputMessage", element) for each, element, _ in names),
            *(_message(f"I{name}_{each}_OutputMessage", f"{element}Response") for each, element, _ in names),
            f'<wsdl:portType name="I{name}">',
            *(_port(each, f"t:I{name}_{each}", action) for each, _, action in names),
            f'</wsdl:portType><wsdl:binding name="{binding}" type="t:I{name}">',
            '<wsaw:UsingAddressing/><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>',
            *(_bound(each, action, "") for each, _, action in names),
            f'</wsdl:binding><wsdl:service name="{proxy}"><wsdl:port name="{binding}" binding="t:{binding}">',
            f"<soap:address location={quoteattr(address)}/></wsdl:port></wsdl:service></wsdl:definitions>",
        )
    )  # fmt: skip


def _login(address: str) -> str:
    action, binding = f"{LOGIN}/ILoginService/Authenticate", "WSHttpBinding_ILoginService"
    headers = "".join(f'<xs:element name="{name}" type="xs:string" nillable="true"/>' for name in _LOGIN_HEADERS)
    bound = "".join(f'<soap:header message="t:TokenRequest_Headers" part="{name}" use="literal"/>' for name in _LOGIN_HEADERS)
    parts = "".join(f'<wsdl:part name="{name}" element="l:{name}"/>' for name in _LOGIN_HEADERS)
    answer = "".join(f'<xs:element ref="l:{name}" minOccurs="0"/>' for name in ("Status", "StatusMessage", "Token"))
    return "".join(
        (
            f'<wsdl:definitions {_HEAD} name="LoginService"><wsdl:types>',
            f'<xs:schema targetNamespace="{LOGIN}" elementFormDefault="qualified"><xs:simpleType name="AuthenticationStatus">',
            '<xs:restriction base="xs:string"><xs:enumeration value="Ok"/><xs:enumeration value="Failed"/></xs:restriction>',
            "</xs:simpleType>",
            headers, '<xs:element name="Status" type="l:AuthenticationStatus"/><xs:element name="StatusMessage" type="xs:string"',
            ' nillable="true"/><xs:element name="Token" type="xs:string" nillable="true"/></xs:schema>',
            f'<xs:schema targetNamespace="{CONTRACTS}" elementFormDefault="qualified"><xs:import namespace="{LOGIN}"/>',
            _element("TokenRequest", ""), _element("TokenResponse", answer), "</xs:schema></wsdl:types>",
            _message("TokenRequest", "c:TokenRequest"), f'<wsdl:message name="TokenRequest_Headers">{parts}</wsdl:message>',
            _message("TokenResponse", "c:TokenResponse"),
            f'<wsdl:portType name="ILoginService"><wsdl:operation name="Authenticate"><wsdl:input wsaw:Action="{action}"',
            f' message="t:TokenRequest"/><wsdl:output wsaw:Action="{action}Response" message="t:TokenResponse"/></wsdl:operation>',
            f'</wsdl:portType><wsdl:binding name="{binding}" type="t:ILoginService"><wsaw:UsingAddressing/>',
            '<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>', _bound("Authenticate", action, bound),
            f'</wsdl:binding><wsdl:service name="LoginService"><wsdl:port name="{binding}" binding="t:{binding}">',
            f"<soap:address location={quoteattr(address)}/></wsdl:port></wsdl:service></wsdl:definitions>",
        )
    )  # fmt: skip


def _types(types: dict[str, Type]) -> Iterable[str]:
    lists = {kind[1:-1] for each in types.values() for _, kind in each.members if kind.startswith("[")}
    for item in sorted(lists | {name for name in types if name in _WRITTEN}):
        inside = f'<xs:element name="{item}" type="c:{item}" minOccurs="0" maxOccurs="unbounded" nillable="true"/>'
        yield f'<xs:complexType name="ArrayOf{item}"><xs:sequence>{inside}</xs:sequence></xs:complexType>'
    for each in types.values():
        inside = f"<xs:sequence>{''.join(_own(name, kind) for name, kind in each.members)}</xs:sequence>"
        if each.base:
            inside = f'<xs:complexContent><xs:extension base="c:{each.base}">{inside}</xs:extension></xs:complexContent>'
        yield f'<xs:complexType name="{each.name}">{inside}</xs:complexType>'
        yield f'<xs:element name="{each.name}" type="c:{each.name}" nillable="true"/>'


_WRITTEN: Final = frozenset(service.taken for service in SERVICES.values())


def _own(name: str, kind: str) -> str:
    if kind in _KINDS:
        return _member(name, _KINDS[kind], kind not in _VALUES)
    if kind == "kv":
        return _member(name, "k:ArrayOfKeyValueOfstringstring")
    return _member(name, f"c:ArrayOf{kind[1:-1]}" if kind.startswith("[") else f"c:{kind}", kind != "Severity")


def _elements(service: Service, operation: str) -> str:
    taken = {
        service.find: ("query", "c:EmployeeQuery"),
        service.get: ("employeeIdentifier", "c:EmployeeIdentifier"),
        service.update: ("entities", f"c:ArrayOf{service.taken}"),
    }[operation]
    result = _member(f"{operation}Result", f"c:{service.returns(operation)}")
    return _element(operation, _member(*taken)) + _element(f"{operation}Response", result)


NIL: Final = ' nillable="true"'


def _member(name: str, kind: str, nillable: bool = True) -> str:
    return f'<xs:element name="{name}" type="{kind}" minOccurs="0"{NIL if nillable else ""}/>'


def _element(name: str, inside: str) -> str:
    return f'<xs:element name="{name}"><xs:complexType><xs:sequence>{inside}</xs:sequence></xs:complexType></xs:element>'


def _message(name: str, element: str) -> str:
    return f'<wsdl:message name="{name}"><wsdl:part name="parameters" element="{element}"/></wsdl:message>'


def _port(name: str, message: str, action: str) -> str:
    return (
        f'<wsdl:operation name="{name}"><wsdl:input wsaw:Action="{action}" message="{message}_InputMessage"/>'
        f'<wsdl:output wsaw:Action="{action}Response" message="{message}_OutputMessage"/></wsdl:operation>'
    )


def _bound(name: str, action: str, headers: str) -> str:
    return (
        f'<wsdl:operation name="{name}"><soap:operation soapAction="{action}" style="document"/><wsdl:input>{headers}'
        '<soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>'
    )
