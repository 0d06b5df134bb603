"""UKG Pro's SOAP services by zeep: one login a process, descriptions read once, calls in a few threads of their own (ukg.md §1, §3.2).

Failures are those of `producers.ukg.rest`. A token that is no longer taken is renewed once in a call.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self, TypeVar
from urllib.parse import urlsplit

import requests
import zeep
from requests.adapters import HTTPAdapter
from zeep.cache import InMemoryCache, SqliteCache
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault, TransportError

from producers.ukg.classify import Answer, Later, NoRows, Refused, Rows, Wrong
from producers.ukg.rest import BadAnswer, CredentialsRefused, NotNow, RightMissing
from producers.ukg.soap_answers import NeedsLogin, of_fault, of_messages, of_status
from producers.ukg.soap_items import Found, Service, items_of, messages_of, nested_of, plain_item
from runtime.settings import Ukg, needed

T = TypeVar("T")
CONTRACTS: Final = "{http://www.ultipro.com/contracts}"
TOKEN: Final = "{http://www.ultimatesoftware.com/foundation/authentication/ultiprotoken}UltiProToken"
KEY: Final = "{http://www.ultimatesoftware.com/foundation/authentication/clientaccesskey}ClientAccessKey"
BINDING: Final = "{http://tempuri.org/}WSHttpBinding_I"
THREADS: Final = 4
PAGE: Final = "100"
MOST_PAGES: Final = 10_000
CONNECT, READ, WHOLE = 5.0, 30.0, 60.0
DAY: Final = 86_400
"""Seconds that a description is kept in the cache."""


class UkgSoap:
    """A client; use as an async context manager. `cache`: a folder for the descriptions; None: they are kept in memory.

    `timeout`: seconds to connect and to wait for bytes.
    """

    def __init__(self, settings: Ukg, cache: Path | None = None, timeout: tuple[float, float] = (CONNECT, READ)) -> None:
        self._timeout = timeout
        self._base = needed(settings.url, "JML_UKG_URL").rstrip("/")
        self._login = {
            "UserName": needed(settings.user, "JML_UKG_USER"),
            "Password": needed(settings.password, "JML_UKG_PASSWORD"),
            "ClientAccessKey": needed(settings.customer_key, "JML_UKG_CUSTOMER_KEY"),
            "UserAccessKey": needed(settings.user_key, "JML_UKG_USER_KEY"),
        }
        self._cache = SqliteCache(path=str(_made(cache) / "ukg-wsdl.sqlite"), timeout=DAY) if cache else InMemoryCache(timeout=DAY)
        self._lock = threading.Lock()
        self._ports: dict[str, tuple[Any, Any]] = {}
        self._token: str | None = None

    async def __aenter__(self) -> Self:
        self._session = requests.Session()
        self._session.trust_env = False  # no netrc, no proxy of the environment: the customer key goes to UKG only
        self._session.max_redirects = 0
        self._session.mount(self._base, HTTPAdapter(pool_connections=1, pool_maxsize=THREADS, max_retries=0))
        self._transport = _Transport(self._base, session=self._session, cache=self._cache, timeout=READ, operation_timeout=self._timeout)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="ukg-soap")
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    async def find(self, service: Service, status: str = "") -> list[Found]:
        """All employments that a service finds, of one status where given, page by page; raises rather than ending early."""
        return await self._threaded(lambda: list(self._pages(service, status)))

    async def get(self, service: Service, company: str, number: str) -> list[Found]:
        """One employment; empty where UKG knows none."""
        return await self._threaded(lambda: [Found(company, number, item) for item in self._get(service, company, number)])

    async def change(self, service: Service, company: str, number: str, members: Mapping[str, Any]) -> bool:
        """Reads one item, changes these members of it and writes the whole back; False where nothing was to change (ukg.md §1.10)."""
        return await self._threaded(lambda: self._change(service, company, number, members))

    async def may_write(self, service: Service) -> None:
        """Asks for an update of nobody, which changes nothing; raises RightMissing where updates are not granted."""
        await self._threaded(lambda: self._call(service, service.update, entities={service.item: []}))

    async def _threaded(self, call: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call)
        except (requests.ConnectionError, requests.Timeout) as lost:
            raise NotNow(type(lost).__name__, code=type(lost).__name__) from None
        except (requests.RequestException, ZeepError, ValueError) as garbled:
            raise BadAnswer(f"SOAP: {type(garbled).__name__}") from None

    def _pages(self, service: Service, status: str) -> Iterator[Found]:
        seen = 0
        for number in range(1, MOST_PAGES + 1):
            query = {"PageNumber": str(number), "PageSize": PAGE, **({"Status": f"={status}"} if status else {})}
            answer = self._call(service, service.find, query=query)
            rows = items_of(answer.Results)
            for row in rows:
                yield from (Found(str(row.CompanyCode or ""), str(row.EmployeeNumber or ""), item) for item in nested_of(row, service))
            seen += len(rows)
            paging = answer.OperationResult.PagingInfo if answer.OperationResult else None
            total = paging.TotalItems if paging is not None else None
            if not rows:
                if total is not None and total > seen:
                    raise BadAnswer(f"{service.name}: {seen} of {total} rows came before an empty page")
                return
            if total is not None and seen >= total:
                return
        raise BadAnswer(f"{service.name}: no end after {MOST_PAGES} pages")

    def _get(self, service: Service, company: str, number: str) -> list[Mapping[str, Any]]:
        answer = self._call(service, service.get, employeeIdentifier=self._identifier(service, company, number))
        return [plain_item(item) for item in items_of(answer.Results)] if answer is not None else []

    def _change(self, service: Service, company: str, number: str, members: Mapping[str, Any]) -> bool:
        answer = self._call(service, service.get, employeeIdentifier=self._identifier(service, company, number))
        items = items_of(answer.Results) if answer is not None else []
        if len(items) != 1:
            raise BadAnswer(f"{service.name}: {len(items)} records of one identifier")
        if all(getattr(items[0], name) == value for name, value in members.items()):
            return False
        for name, value in members.items():
            setattr(items[0], name, value)
        self._put_back(service, items[0], company, number)
        return True

    def _put_back(self, service: Service, item: Any, company: str, number: str) -> Any:
        """Writes a whole item; None where UKG says that there is nobody."""
        # the identifier an answer carries is kept where it is one; a nil one is made good (ukg.md §1.10)
        item.EmployeeIdentifier = self._identifier(service, company, number)
        return self._call(service, service.update, entities={service.item: [item]})

    def _identifier(self, service: Service, company: str, number: str) -> Any:
        kind = self._port(service.name)[0].get_type(f"{CONTRACTS}EmployeeNumberIdentifier")
        return kind(CompanyCode=company, EmployeeNumber=number)

    def _call(self, service: Service, operation: str, **arguments: Any) -> Any:
        """An operation's answer, or None where it says that there is nobody; the token is renewed once."""
        for attempt in (1, 2):
            token = self._valid_token()
            try:
                return self._answered(service, operation, token, arguments)
            except NeedsLogin:
                self._forget(token)
                if attempt == 2:
                    raise CredentialsRefused(
                        "UKG does not take the token of a fresh login: check the service account and JML_UKG_CUSTOMER_KEY"
                    ) from None
        raise AssertionError("two attempts")

    def _answered(self, service: Service, operation: str, token: str, arguments: Mapping[str, Any]) -> Any:
        port = self._port(service.name)[1]
        try:
            answer = getattr(port, operation)(
                **arguments, _soapheaders=[_header(TOKEN, token), _header(KEY, self._login["ClientAccessKey"])]
            )
        except Fault as fault:
            _raise(of_fault(str(fault.code), str(fault.message)), service)
        except TransportError as refused:
            if refused.status_code == 401:
                raise NeedsLogin from None
            _raise(of_status(refused.status_code), service)
        messages = list(messages_of(answer))
        meaning = of_messages(messages, service.right)
        if isinstance(meaning, NoRows):
            return None
        _raise(meaning, service)
        return answer

    def _valid_token(self) -> str:
        with self._lock:
            if self._token is None:
                self._token = self._authenticate()
            return self._token

    def _forget(self, token: str) -> None:
        with self._lock:
            if self._token == token:
                self._token = None

    def _authenticate(self) -> str:
        """A bad login is no fault: 200, `Failed`, no token (ukg.md §1.3)."""
        try:
            answer = self._port_of("LoginService")[1].Authenticate(_soapheaders=self._login)
        except Fault:
            raise NotNow("a fault at UKG's login", code="login") from None
        except TransportError as refused:
            if refused.status_code not in (401, 403):
                _raise(of_status(refused.status_code), None)
            raise CredentialsRefused(_REFUSED) from None
        token = getattr(answer, "Token", None)
        if getattr(answer, "Status", None) != "Ok" or not token:
            raise CredentialsRefused(_REFUSED)
        return str(token)

    def _port(self, name: str) -> tuple[Any, Any]:
        with self._lock:
            return self._port_of(name)

    def _port_of(self, name: str) -> tuple[Any, Any]:
        """The client of a service and its port at our address: a description may name an internal host, or plain http (ukg.md §3.2)."""
        if name not in self._ports:
            address = f"{self._base}/services/{name}"
            try:
                client = zeep.Client(address, transport=self._transport, settings=zeep.Settings(strict=True, xml_huge_tree=False))
            except TransportError as refused:
                _raise(of_status(refused.status_code), None)
            self._ports[name] = client, client.create_service(f"{BINDING}{name}", address)
        return self._ports[name]


_REFUSED: Final = (
    "UKG refused the login: check JML_UKG_USER, JML_UKG_PASSWORD, JML_UKG_CUSTOMER_KEY and JML_UKG_USER_KEY, and that the service"
    " account is not locked"
)


class _Transport(zeep.Transport):  # type: ignore[misc]  # zeep brings no types
    """Reads descriptions of UKG's own host only: one that imports from elsewhere is not followed."""

    def __init__(self, base: str, **options: Any) -> None:
        super().__init__(**options)
        self._origin = urlsplit(base)[:2]

    def load(self, url: str) -> bytes:
        if urlsplit(url)[:2] != self._origin:
            raise ValueError("a description points to another host")
        return bytes(super().load(url))


def _raise(answer: Answer, service: Service | None) -> None:
    name = service.name if service else "SOAP"
    match answer:
        case Later(why, after, code):
            raise NotNow(f"{name}: {why}", after, code)
        case Refused(why, cure, whole) if not whole and service:
            raise RightMissing(f"{why} ({name}): {cure if service.right in cure else f'{cure} to {service.right}'}")
        case Refused(why, cure):
            raise CredentialsRefused(f"{why}: {cure}")
        case Wrong(why, code, member):
            raise BadAnswer(f"{name}: {why}", code, member)
        case Rows() | NoRows():
            return


def _header(name: str, value: str) -> Any:
    return zeep.xsd.ComplexType([zeep.xsd.Element(name, zeep.xsd.String())])(**{name.rpartition("}")[2]: value})


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
