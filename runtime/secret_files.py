"""Secrets of a development home: random, made once, each a file that nobody but its owner may read."""

import os
import secrets
from pathlib import Path
from typing import Final

from schemas.keys import write_master_key

MASTER: Final = "master-key"
FILES: Final = {
    "JML_MASTER_KEY_FILE": MASTER,
    "JML_UKG_PASSWORD_FILE": "ukg-password",
    "JML_UKG_CUSTOMER_KEY_FILE": "ukg-customer-key",
    "JML_UKG_USER_KEY_FILE": "ukg-user-key",
    "JML_OKTA_TOKEN_FILE": "okta-token",
    "JML_SALESFORCE_CLIENT_ID_FILE": "salesforce-client-id",
    "JML_SALESFORCE_CLIENT_SECRET_FILE": "salesforce-client-secret",
}
"""Setting → file below `<run>/secrets`."""
VENDORS: Final = tuple(setting for setting, name in FILES.items() if name != MASTER)
"""What the simulated systems ask for."""


def folder_of(run: Path) -> Path:
    """Where a run folder keeps its secrets."""
    return run.absolute() / "secrets"


def make(run: Path) -> dict[str, str]:
    """Makes what is missing; returns the settings that name the files."""
    folder = folder_of(run)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in FILES.values():
        if name == MASTER:
            write_master_key(folder / name)
        else:
            _write(folder / name)
    return {setting: str(folder / name) for setting, name in FILES.items()}


def store(path: Path, text: str) -> None:
    """Writes a secret to a file that nobody but its owner may read, whole or not at all; replaces what was there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.chmod(0o700)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)


def seen_by_others(path: Path) -> bool:
    """Whether somebody but its owner may read a file."""
    return bool(path.stat().st_mode & 0o077)


def _write(path: Path) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
