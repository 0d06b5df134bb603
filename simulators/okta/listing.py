"""`GET /users`: plain, q, filter and search (okta.md §2.3)."""

from collections.abc import Iterable

from simulators.okta import errors, show
from simulators.okta.ask import Answer, Ask
from simulators.okta.model import RANKS, User
from simulators.okta.org import Org
from simulators.okta.paging import Page, cut
from simulators.okta.search import USER_FILTER, USER_SEARCH, compile_search, value_of


def users(org: Org, ask: Ask) -> Answer:
    if "search" in ask.query:
        if "filter" in ask.query:
            raise errors.search_and_filter()
        return _search(org, ask)
    if "filter" in ask.query:
        return _filter(org, ask)
    return _prefix(org, ask) if "q" in ask.query else _plain(org, ask)


def _search(org: Org, ask: Ask) -> Answer:
    """Looks at the index, which runs behind; DEPROVISIONED users are among the answers."""
    test = compile_search(ask.query["search"], USER_SEARCH)
    found = [user for user in org.user_index.all() if test(show.document(org, user))]
    found.sort(key=lambda user: user.id)
    sort_by = ask.query.get("sortBy")
    if sort_by:
        down = ask.query.get("sortOrder", "asc").lower().startswith("desc")
        found.sort(key=lambda user: str(value_of(show.document(org, user), sort_by) or "").lower(), reverse=down)
    return _page(org, ask, found, Page(_limit(org, ask), lambda: errors.bad_search("Invalid cursor.")), ranked=False)


def _filter(org: Org, ask: Ask) -> Answer:
    """Looks at the store itself."""
    test = compile_search(ask.query["filter"], USER_FILTER)
    return _whole(org, ask, (user for user in org.users.values() if test(show.document(org, user))))


def _plain(org: Org, ask: Ask) -> Answer:
    return _whole(org, ask, (user for user in org.users.values() if user.status != "DEPROVISIONED"))


def _prefix(org: Org, ask: Ask) -> Answer:
    """`q`: first ten whose first name, last name or mail begins so; no second page."""
    start = ask.query["q"].lower()
    names = ("firstName", "lastName", "email")
    found = [
        user
        for user in org.users.values()
        if user.status != "DEPROVISIONED" and any(str(user.profile.get(name, "")).lower().startswith(start) for name in names)
    ]
    limit = ask.limit(10, org.options.assumptions.most_users_a_page)
    found = sorted(found, key=_mark)[:limit]
    return _page(org, ask, found, Page(limit, lambda: errors.bad_search("Invalid cursor.")), ranked=True)


def _whole(org: Org, ask: Ask, found: Iterable[User]) -> Answer:
    page = Page(_limit(org, ask), lambda: errors.bad_search("Invalid cursor."), eager_next=True)
    return _page(org, ask, sorted(found, key=_mark), page, ranked=True)


def _page(org: Org, ask: Ask, found: list[User], page: Page, ranked: bool) -> Answer:
    shown, links = cut(ask, found, _mark if ranked else _id, page)
    return Answer([show.listed_user(org, ask, user) for user in shown], links=links)


def _limit(org: Org, ask: Ask) -> int:
    most = org.options.assumptions.most_users_a_page
    return ask.limit(most, most)


def _id(user: User) -> str:
    return user.id


def _mark(user: User) -> str:
    """The cursor of plain lists: the rank of the status, then the id (recorded)."""
    return f"{RANKS[user.status]}{user.id}"
