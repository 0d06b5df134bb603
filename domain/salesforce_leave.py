"""How somebody on leave is marked in Salesforce, for the team that looks her up there: a flag and an out-of-office line on her user."""

from domain.outcomes import Action

FLAG = "On_Leave__c"
ABOUT = "AboutMe"
LINE = "Out of office: on leave, see the cover of each record."
LONGEST_ABOUT = 1000


def with_line(about: str | None) -> str | None:
    """Her own text below the line; where both do not fit, only her own (salesforce.md §2.1)."""
    text = without_line(about)
    marked = f"{LINE}\n{text}" if text else LINE
    return marked if len(marked) <= LONGEST_ABOUT else text


def without_line(about: str | None) -> str | None:
    """Her own text as it was; None where there was none."""
    text = (about or "").removeprefix(LINE).lstrip("\r\n") if (about or "").startswith(LINE) else about or ""
    return text or None


def marks(action: Action) -> bool:
    """Whether an action marks her as on leave, or takes the mark away."""
    return action.name == "update" and FLAG in action.changes


def marking(user: str, on: bool) -> Action:
    """The write of flag and line. The line's text is made when it is written: it is hers, and nobody else's to keep."""
    before, after = ("false", "true") if on else ("true", "false")
    changes: dict[str, tuple[str | None, str | None]] = {FLAG: (before, after), ABOUT: (None, None)}
    return Action(id=f"leave-{after}", name="update", subject=user, changes=changes)


def is_marked(on: bool | None, about: str | None, wanted: bool) -> bool:
    """Whether flag and line are as wanted."""
    shown = with_line(about) if wanted else without_line(about)
    return on is wanted and (shown or "") == (about or "")
