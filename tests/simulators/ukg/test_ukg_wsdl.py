"""The services' descriptions against those rebuilt from public facts: same operations, same types, member by member."""

import io
from pathlib import Path
from typing import Any

import pytest
import zeep

from simulators.ukg.soap.wsdl import describe

REBUILT = Path(__file__).resolve().parents[4] / "shared/data/ukg/wsdl"
NAMES = (
    "LoginService",
    "EmployeePerson",
    "EmployeeJob",
    "EmployeeEmploymentInformation",
    "EmployeeTermination",
    "EmployeeUserDefinedFields",
)
CONTRACTS = "{http://www.ultipro.com/contracts}"


def signatures(client: Any) -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """What each operation takes and gives, and what each contract's type is made of."""
    (service,) = client.wsdl.services.values()
    (port,) = service.ports.values()
    operations = {
        name: f"{one.input.signature()} -> {one.output.signature()} {one.soapaction}" for name, one in port.binding._operations.items()
    }
    types = {
        one.name: [(name, str(element.type.qname), element.is_optional) for name, element in one.elements]
        for one in client.wsdl.types.types
        if one.qname and one.qname.namespace == CONTRACTS[1:-1] and hasattr(one, "elements")
    }
    return operations, types


@pytest.mark.parametrize("name", NAMES)
def test_a_description_has_every_operation_and_type_of_the_rebuilt_one(name: str) -> None:
    file = REBUILT / f"{name}.wsdl"
    if not file.exists():
        pytest.skip("the rebuilt descriptions are not beside this checkout")
    expected, wanted = signatures(zeep.Client(str(file)))
    ours, types = signatures(zeep.Client(io.BytesIO(describe(name.lower(), "http://127.0.0.1/x").encode())))
    assert {key: ours.get(key) for key in expected} == expected
    assert {key: types.get(key) for key in wanted} == wanted
