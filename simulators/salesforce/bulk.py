"""Bulk API 2.0: ingest and query jobs, their states, and what came of each row (salesforce.md §5.2)."""

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from simulators.salesforce import bulk_rows
from simulators.salesforce.bulk_rows import DELIMITERS, Lines
from simulators.salesforce.errors import Refusal, not_allowed, not_found
from simulators.salesforce.fields import Sobject
from simulators.salesforce.ids import full, mint
from simulators.salesforce.org import Org
from simulators.salesforce.soql.evaluate import run
from simulators.salesforce.wire import Answer, Ask

OPERATIONS = frozenset({"insert", "update", "upsert", "delete", "hardDelete"})
MOST_BYTES = 150_000_000
MOST_PAGE = 50_000
LATER = frozenset(
    "jobType numberRecordsProcessed numberRecordsFailed errorMessage retries totalProcessingTime apiActiveProcessingTime"
    " apexProcessingTime".split()
)
HEADERS = {"Content-Type": "text/csv"}


@dataclass(slots=True)
class Job:
    """One job. `polls` are the times it is still to say that it works; the tables are successful, failed and unprocessed rows."""

    shown: dict[str, Any]
    sobject: Sobject | None = None
    columns: list[str] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    tables: dict[str, Lines] = field(default_factory=dict)
    results: Lines = field(default_factory=list)
    polls: int = 0

    @property
    def key(self) -> str:
        return str(self.shown["id"])


@dataclass(slots=True)
class Jobs:
    """All jobs by id; `batches` are the batches of 10,000 rows of the day."""

    held: dict[str, Job] = field(default_factory=dict)
    batches: int = 0

    def handle(self, org: Org, ask: Ask) -> Answer:
        """Everything under `jobs`; raises Refusal."""
        if len(ask.parts) < 2 or ask.parts[1] not in ("ingest", "query"):
            raise not_found()
        kind = ask.parts[1]
        if len(ask.parts) == 2:
            return self._all(org, ask, kind)
        job = self.held.get(full(ask.parts[2]) or "")
        if job is None or job.shown["jobType"] != ("V2Ingest" if kind == "ingest" else "V2Query"):
            raise not_found()
        if len(ask.parts) == 3:
            return self._one(org, ask, job)
        return self._upload(ask, job) if ask.parts[3] == "batches" else _results(ask, job)

    def _all(self, org: Org, ask: Ask, kind: str) -> Answer:
        if ask.method == "POST":
            job = _ingest(org, ask, self._next()) if kind == "ingest" else _query(org, ask, self._next())
            self.held[job.key] = job
            return Answer(200, _opening(job.shown))
        if ask.method not in ("GET", "HEAD"):
            raise not_allowed(ask.method, "GET,HEAD,POST")
        wanted = "V2Ingest" if kind == "ingest" else "V2Query"
        records = [job.shown for job in self.held.values() if job.shown["jobType"] == wanted]
        return Answer(200, {"done": True, "records": records, "nextRecordsUrl": None})

    def _next(self) -> str:
        return mint("750", len(self.held) + 1)

    def _one(self, org: Org, ask: Ask, job: Job) -> Answer:
        match ask.method:
            case "GET" | "HEAD":
                _move(org, job)
                return Answer(200, dict(job.shown))
            case "PATCH":
                self._state(org, ask, job)
                return Answer(200, _opening(job.shown))
            case "DELETE":
                if job.shown["state"] in ("Open", "UploadComplete", "InProgress"):
                    raise Refusal("INVALIDJOBSTATE", "Deleting a Job requires it to be closed or failed or aborted", None)
                del self.held[job.key]
                return Answer(204)
        raise not_allowed(ask.method, "GET,HEAD,PATCH,DELETE")

    def _state(self, org: Org, ask: Ask, job: Job) -> None:
        wanted, now = ask.json().get("state"), job.shown["state"]
        if wanted == "Aborted" and now in ("Open", "UploadComplete", "InProgress"):
            job.shown["state"] = "Aborted"
        elif wanted == "UploadComplete" and now == "Open":
            job.shown["state"] = "UploadComplete"
            self.batches += -(-len(job.rows) // org.open_points.bulk_batch_rows)
            bulk_rows.process(org, job.shown, _of(job), job.rows, job.tables)
            job.polls = org.options.bulk_polls
        else:
            raise Refusal("INVALIDJOBSTATE", f"Job state change from {now} to {wanted} is not allowed", None)

    def _upload(self, ask: Ask, job: Job) -> Answer:
        if ask.method != "PUT":
            raise not_allowed(ask.method, "PUT")
        if job.shown["state"] != "Open":
            raise Refusal("INVALIDJOBSTATE", "Data can be uploaded to a job in state Open only", None)
        text = str(ask.body or "")
        if len(text) > MOST_BYTES:
            raise Refusal("REQUEST_ENTITY_TOO_LARGE", "The data is larger than 150 MB", None, 413)
        reader = csv.DictReader(io.StringIO(text), delimiter=DELIMITERS[job.shown["columnDelimiter"]])
        job.columns, job.rows = list(reader.fieldnames or ()), [dict(row) for row in reader]
        return Answer(201)


def _of(job: Job) -> Sobject:
    assert job.sobject is not None  # every ingest job has one
    return job.sobject


def _base(org: Org, ask: Ask, key: str, kind: str) -> dict[str, Any]:
    given = ask.json()
    delimiter = given.get("columnDelimiter", "COMMA")
    if delimiter not in DELIMITERS or given.get("contentType", "CSV") != "CSV" or given.get("lineEnding", "LF") not in ("LF", "CRLF"):
        raise Refusal("INVALIDJOB", "contentType, lineEnding or columnDelimiter is not supported", None)
    return {
        "id": key,
        "operation": given.get("operation"),
        "object": given.get("object"),
        "createdById": org.me,
        "createdDate": org.now(),
        "systemModstamp": org.now(),
        "state": "Open",
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": float(ask.version),
        "jobType": kind,
        "lineEnding": given.get("lineEnding", "LF"),
        "columnDelimiter": delimiter,
    }


def _ingest(org: Org, ask: Ask, key: str) -> Job:
    given = ask.json()
    sobject = org.objects.get(str(given.get("object")).lower())
    if sobject is None:
        raise Refusal("INVALIDENTITY", f"sObject type '{given.get('object')}' is not supported.", None)
    if given.get("operation") not in OPERATIONS:
        raise Refusal("INVALIDOPERATION", f"operation {given.get('operation')} is not supported", None)
    shown = _base(org, ask, key, "V2Ingest")
    if given["operation"] == "upsert":
        column = sobject.find(str(given.get("externalIdFieldName")))
        if column is None or not (column.key or column.name == "Id"):
            told = f"InvalidJob : Field name provided, {given.get('externalIdFieldName')} does not match an External ID for {sobject.name}"
            raise Refusal("INVALIDJOB", told, None)
        shown["externalIdFieldName"] = column.name
    if org.open_points.bulk_content_url:
        shown["contentUrl"] = f"services/data/v{ask.version}/jobs/ingest/{key}/batches"
    return Job(shown, sobject)


def _query(org: Org, ask: Ask, key: str) -> Job:
    given = ask.json()
    if given.get("operation") not in ("query", "queryAll"):
        raise Refusal("INVALIDOPERATION", f"operation {given.get('operation')} is not supported", None)
    found = run(org, str(given.get("query", "")), ask.version, given["operation"] == "queryAll")
    if any(row["attributes"]["type"] == "AggregateResult" for row in found.rows):
        raise Refusal("INVALIDJOB", "Aggregate queries are not supported", None)
    entity = org.objects[bulk_rows.object_of(str(given["query"])).lower()]
    if any((column := entity.find(name)) and column.type == "address" for name in found.columns):
        raise Refusal("FEATURENOTENABLED", "Selecting compound data not supported in Bulk Query", None)
    shown = _base(org, ask, key, "V2Query")
    shown |= {"object": bulk_rows.object_of(str(given["query"])), "state": "UploadComplete"}
    return Job(shown, results=bulk_rows.table(found.rows, found.columns), polls=org.options.bulk_polls)


def _opening(shown: dict[str, Any]) -> dict[str, Any]:
    """The first answers have no counts and no jobType."""
    return {name: value for name, value in shown.items() if name not in LATER}


def _move(org: Org, job: Job) -> None:
    """A poll brings a job on: at work so many times, then done."""
    if job.shown["state"] not in ("UploadComplete", "InProgress"):
        return
    if job.polls > 0:
        job.polls -= 1
        job.shown["state"] = "InProgress"
        return
    counts = {"retries": 0, "totalProcessingTime": 100, "systemModstamp": org.now(), "state": "JobComplete"}
    if job.shown["jobType"] == "V2Query":
        job.shown |= {"numberRecordsProcessed": max(0, len(job.results) - 1)} | counts
    else:
        job.shown |= {"apiActiveProcessingTime": 80, "apexProcessingTime": 0} | counts


def _results(ask: Ask, job: Job) -> Answer:
    if ask.method not in ("GET", "HEAD"):
        raise not_allowed(ask.method, "GET,HEAD")
    if ask.parts[1:2] == ("ingest",):
        name = {"successfulresults": "successful", "failedresults": "failed", "unprocessedrecords": "unprocessed"}.get(ask.parts[3].lower())
        if name is None:
            raise not_found()
        empty = bulk_rows.written([], job.columns, name) if job.shown["state"] == "JobComplete" or name == "unprocessed" else []
        return Answer(200, bulk_rows.text(job.tables.get(name, empty), job.shown), HEADERS)
    if ask.parts[3] != "results" or job.shown["state"] != "JobComplete":
        raise Refusal("INVALIDJOBSTATE", "Results are there once the job is complete", None) if ask.parts[3] == "results" else not_found()
    start = int(ask.query.get("locator") or 0)
    size = min(int(ask.query.get("maxRecords") or MOST_PAGE), MOST_PAGE)
    head, rows = job.results[:1], job.results[1:][start : start + size]
    after = str(start + size) if start + size < len(job.results) - 1 else "null"
    return Answer(
        200, bulk_rows.text(head + rows, job.shown), HEADERS | {"Sforce-Locator": after, "Sforce-NumberOfRecords": str(len(rows))}
    )
