"""Every action is told in OCSF 1.8.0, with its cause, and with nothing in it that names a person."""

import base64
import dataclasses
import json
import tomllib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import ocsf
from domain.audit import (
    audit_headers,
    audit_key,
    audit_record,
    audit_value,
    held_record,
    parked_letter,
    parked_record,
    read_action,
    settled_records,
)
from domain.dead_letters import DeadLetter
from domain.facts import Sealed
from domain.outcomes import Account, Action, Fate, Result
from tests.audit.told import (
    ACTIONS,
    ARGS,
    AT,
    CAUSE,
    DONE,
    EFFECTIVE,
    KNOWN,
    ROOT,
    SETTING,
    SUSPEND,
    SYSTEMS,
    TRANSITION,
    faults,
    outcome_of,
)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("name", ACTIONS)
def test_every_action_of_every_system_is_valid_ocsf_whatever_became_of_it(system, name):
    setting = dataclasses.replace(SETTING, system=system)
    for fate in Fate:
        for subject, args in (("00u7", ARGS), (None, {})):
            action = Action(id="a-9", name=name, subject=subject, args=args, changes={"title": ("a", None)})
            result = Result(action="a-9", fate=fate, code="E0000038", reason="not allowed", at=1.5)
            for account in ("00u7", None):
                record = audit_record(dataclasses.replace(setting, account=account), action, result)
                assert faults(record) == []
                assert read_action(record) == (system, name, "P7", fate.value)


@pytest.mark.parametrize(
    ("name", "type_uid"),
    [
        ("create", 300101),
        ("stage", 300101),
        ("activate", 300102),
        ("unsuspend", 300102),
        ("reactivate", 300102),
        ("update", 300403),
        ("suspend", 300412),
        ("deactivate", 300105),
        ("freeze", 300109),
        ("unfreeze", 300112),
        ("end-sessions", 300202),
        ("revoke-tokens", 300202),
        ("add-group", 300603),
        ("remove-group", 300604),
        ("create-group", 300606),
        ("assign-app", 300501),
        ("unassign-app", 300502),
        ("park", 300499),
        ("hold", 300499),
    ],
)
def test_actions_are_told_under_the_agreed_numbers(name, type_uid):
    assert audit_record(SETTING, Action(id="a", name=name), DONE)["type_uid"] == type_uid


def test_no_action_of_the_contract_is_missing_from_the_table():
    assert set(ocsf.SHAPES) >= {*ACTIONS, "hold", "create-group", "uncover"}


def test_an_action_that_is_not_in_the_table_is_told_all_the_same():
    record = audit_record(SETTING, Action(id="a", name="levitate"), DONE)
    assert faults(record) == []
    assert (record["type_uid"], record["activity_name"]) == (300499, "levitate")


def test_a_cut_says_why_how_late_and_under_which_policy():
    record = audit_record(SETTING, SUSPEND, DONE)
    assert record["time"] == round(AT.timestamp() * 1000)
    assert record["time_dt"] == "2026-04-22T09:01:30.000Z"
    assert record["metadata"]["correlation_uid"] == record["metadata"]["original_event_uid"] == "fact-7"
    assert record["metadata"]["event_code"] == "okta.suspend"
    assert record["enrichments"][0]["data"] == {
        "kind": "hr",
        "rule": "end",
        "effective": "2026-04-02T05:00:00.000Z",
        "known": "2026-04-22T09:00:00.000Z",
        "exposure_seconds": round((AT - EFFECTIVE).total_seconds()),
        "late_hr": True,
        "late_hr_seconds": round((KNOWN - EFFECTIVE).total_seconds()),
    }
    assert record["unmapped"] == {
        "system": "okta",
        "action": "suspend",
        "person": "P7",
        "version": 4,
        "policy": "3f2a",
        "seen": CAUSE.seen,
        "action_id": "a-1",
        "fate": "done",
        "answered": DONE.at,
        "changes": {"status": {"before": "ACTIVE", "after": "SUSPENDED"}},
    }
    assert record["entity"]["user"]["account"] == {"name": "Okta", "type_id": 99, "type": "Other", "uid": "00u7"}


def test_access_that_is_given_late_is_no_exposure_and_what_hr_said_in_time_is_not_late():
    in_time = dataclasses.replace(CAUSE, known=EFFECTIVE - timedelta(days=3))
    data = audit_record(dataclasses.replace(SETTING, cause=in_time), Action(id="a", name="create"), DONE)["enrichments"][0]["data"]
    assert (data["exposure_seconds"], data["late_hr"], data["late_hr_seconds"]) == (0, False, 0)


def test_a_new_account_is_told_by_the_id_the_target_gave_it():
    record = audit_record(
        dataclasses.replace(SETTING, account=None), Action(id="a", name="create"), dataclasses.replace(DONE, subject="00u9")
    )
    assert record["user"]["uid"] == record["user_result"]["uid"] == record["user"]["account"]["uid"] == "00u9"


def test_a_refused_cut_is_a_failure_that_matters_more_than_a_refused_gift():
    cut = audit_record(SETTING, SUSPEND, Result(action="a-1", fate=Fate.REFUSED, code="E0000001", reason="not allowed"))
    gift = audit_record(SETTING, Action(id="a", name="add-group", args=ARGS), Result(action="a", fate=Fate.REFUSED))
    assert (cut["status_id"], cut["status_code"], cut["status_detail"]) == (2, "E0000001", "not allowed")
    assert cut["severity_id"] > gift["severity_id"]


def test_a_settlement_tells_what_is_over_in_its_order_and_nothing_of_the_rest():
    fates = [Fate.DONE, Fate.LATER, Fate.RECOVERED, Fate.NOT_APPLIED, Fate.REFUSED, Fate.UNCHANGED]
    actions = [Action(id=f"a-{fate}", name="suspend") for fate in fates]
    results = [Result(action=f"a-{fate}", fate=fate) for fate in fates]
    records = settled_records(outcome_of(actions, results, Account(id="00u7")), "okta", "jml-sink-okta", AT)
    assert [read_action(record).fate for record in records] == ["done", "recovered", "refused", "unchanged"]
    assert {record["entity"]["uid"] for record in records} == {"00u7"}


def test_a_result_of_an_action_that_nobody_named_is_told_as_unknown():
    records = settled_records(outcome_of([], [DONE]), "okta", "jml-sink-okta", AT)
    assert [read_action(record) for record in records] == [("okta", "unknown", "P7", "done")]
    assert faults(records[0]) == []


def test_ids_are_the_same_each_time_and_differ_by_action():
    first, again = (audit_record(SETTING, SUSPEND, DONE) for _ in range(2))
    assert audit_value(first) == audit_value(again)
    other = audit_record(SETTING, dataclasses.replace(SUSPEND, id="a-2"), DONE)
    assert other["metadata"]["uid"] != first["metadata"]["uid"]


def test_a_held_end_is_never_told_as_a_disable():
    record = held_record(TRANSITION, "jml-company", AT)
    assert faults(record) == []
    assert (record["type_uid"], record["activity_name"], record["entity"]["uid"]) == (300499, "Hold", "fact-7")
    assert record["comment"] == "held by the brake: ends"
    assert read_action(record) == ("jml", "hold", "P7", "held")


def test_parked_work_says_what_is_at_fault():
    record = parked_record(SETTING, "E0000001", "the login is taken", field="login")
    assert faults(record) == []
    assert read_action(record) == ("okta", "park", "P7", "parked")
    assert record["comment"] == "parked because of login"
    assert record["metadata"]["uid"] == parked_record(SETTING, "E0000001", "the login is taken", field="login")["metadata"]["uid"]


@pytest.mark.parametrize("person", ["P7", None])
def test_a_dead_letter_is_told_without_its_payload(person):
    letter = DeadLetter(
        id="d-1",
        stage="poller",
        topic="hr",
        partition=-1,
        offset=-1,
        reason="not-a-date",
        at=AT,
        person=person,
        field="hired",
        payload=b"secret",
    )
    record = parked_letter(letter, "jml-poller")
    assert faults(record) == []
    assert b"secret" not in audit_value(record)
    assert read_action(record) == ("jml", "park", person, "parked")
    assert audit_key(record) == (b"P7" if person else record["metadata"]["uid"].encode())


def test_headers_let_a_reader_route_without_decoding():
    record = audit_record(SETTING, SUSPEND, DONE)
    assert audit_headers(record) == {
        "content-type": b"application/json",
        "ocsf-class": b"3004",
        "ocsf-version": b"1.8.0",
        "sourcetype": b"jml:ocsf",
        "source": b"jml-sink-okta",
    }
    assert audit_key(record) == b"P7"
    assert json.loads(audit_value(record)) == record


PERSONAL_FIELDS = [
    "firstName", "lastName", "displayName", "login", "email", "secondEmail", "mobilePhone", "profile.firstName",
    "FirstName", "LastName", "Username", "Email", "Alias", "CommunityNickname", "MobilePhone", "Name", "preferred", "FederationIdentifier",
]  # fmt: skip
names = st.text(st.characters(categories=["Lu", "Ll"]), min_size=6, max_size=12).map(lambda text: f"Zq{text}")
secrets = st.binary(min_size=12, max_size=30)


@given(first=names, last=names, blob=secrets, field=st.sampled_from(PERSONAL_FIELDS), name=st.sampled_from(ACTIONS))
def test_nothing_that_names_a_person_comes_in(first, last, blob, field, name):
    mail = f"{first}.{last}@example.com"
    action = Action(
        id="a-1",
        name=name,
        args=ARGS | {field: first, "note": f"asked by {mail}"},
        changes={field: (first, last), "title": (mail, "Clerk")},
    )
    result = Result(action="a-1", fate=Fate.REFUSED, code=mail, reason=f"login <{mail}> is taken")
    sealed = Sealed(first=blob, last=blob, preferred=blob, mail=blob, phone=blob)
    transition = dataclasses.replace(TRANSITION, sealed=sealed, login=blob, login_digest=blob.hex())
    records = [
        *settled_records(outcome_of([action], [result]), "okta", "jml-sink-okta", AT),
        held_record(transition, "jml-company", AT),
        parked_record(SETTING, "409", f"{mail} is taken", field="login"),
    ]
    out = b"".join(map(audit_value, records)).decode()
    for hidden in (first, last, "@", blob.hex(), base64.b64encode(blob).decode(), repr(blob)[2:-1]):
        assert hidden not in out
    assert '"title":{"before":"[mail]","after":"Clerk"}' in out


def test_the_product_names_its_own_version():
    assert ocsf.PRODUCT["version"] == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]


def test_the_check_against_ocsf_finds_faults():
    record = audit_record(SETTING, SUSPEND, DONE)
    for broken in ({**record, "activity_id": 55}, {**record, "surprise": 1}, {**record, "entity": {}}, {**record, "time": "now"}):
        assert faults(broken) != []
