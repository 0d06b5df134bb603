"""The master key, what it wraps, and keyed digests.

The master key stays behind the port `MasterKey`: a file or an environment variable holds it now, a key service can take its place.
"""

import base64
import binascii
import hmac
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_FILE = "JML_MASTER_KEY_FILE"
KEY_TEXT = "JML_MASTER_KEY"
HOW_TO_MAKE = "make one with: (umask 077; openssl rand -base64 32 > FILE)"


class MasterKeyError(Exception):
    """The master key is missing, malformed, readable by others, or not the one a key was wrapped under."""


class DamagedKey(MasterKeyError):
    """A wrapped key was altered or belongs elsewhere. It concerns one person only; other keys are none the worse for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """One person's key, wrapped: the value of the compacted `person-keys` (key: `<person>/<key id hex>`). `created` is business time."""

    person: str
    key_id: bytes
    wrapped: bytes = field(repr=False)
    master: str
    created: datetime

    @property
    def name(self) -> str:
        return key_name(self.person, self.key_id)


def key_name(person: str, key_id: bytes) -> str:
    """What a key is called, and its record's key on `person-keys`."""
    return f"{person}/{key_id.hex()}"


class MasterKey(Protocol):
    """What wraps the keys of people and makes digests that only its holder can make."""

    @property
    def id(self) -> str: ...

    def wrap(self, key: bytes, bound_to: str) -> bytes:
        """Encrypts a key so that it opens only for the same `bound_to`."""

    def unwrap(self, master: str, wrapped: bytes, bound_to: str) -> bytes:
        """Opens what `wrap` made under the master key named `master`. Raises MasterKeyError, and DamagedKey
        where the fault lies in `wrapped`."""

    def digest(self, purpose: str, text: str) -> str:
        """Keyed HMAC-SHA256 in hex, under a subkey of its own per purpose (`login`, `reading`, `last-birth` …)."""


def subkey(key: bytes, purpose: str) -> bytes:
    """32 bytes derived from a 32-byte key, one per purpose."""
    return hmac.digest(key, b"jml/" + purpose.encode(), sha256)


class LocalMasterKey:
    """A master key held in this process's memory."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise MasterKeyError(f"the master key has {len(secret)} bytes, not {KEY_BYTES}; {HOW_TO_MAKE}")
        self._secret = secret
        self._wrapping = AESGCM(subkey(secret, "wrap"))
        self._subkeys: dict[str, bytes] = {}
        self.id = subkey(secret, "id").hex()[:16]

    def __repr__(self) -> str:
        return f"LocalMasterKey(id={self.id!r})"

    def wrap(self, key: bytes, bound_to: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrapping.encrypt(nonce, key, bound_to.encode())

    def unwrap(self, master: str, wrapped: bytes, bound_to: str) -> bytes:
        if master != self.id:
            raise MasterKeyError(f"a key was wrapped under master key {master}, this process has {self.id}: name that one in {KEY_FILE}")
        try:
            return self._wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], bound_to.encode())
        except (InvalidTag, ValueError):
            raise DamagedKey("a wrapped key does not open: it was altered, or belongs to another person") from None

    def digest(self, purpose: str, text: str) -> str:
        key = self._subkeys.get(purpose)
        if key is None:
            key = self._subkeys.setdefault(purpose, subkey(self._secret, f"digest/{purpose}"))
        return hmac.digest(key, text.encode(), sha256).hex()


def master_key_from_text(text: str, place: str = KEY_TEXT) -> LocalMasterKey:
    """Takes 32 bytes in base64. `place` names where the text came from, for the error."""
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise MasterKeyError(f"{place} is not base64; {HOW_TO_MAKE}") from None
    if len(secret) != KEY_BYTES:
        raise MasterKeyError(f"{place} holds {len(secret)} bytes, not {KEY_BYTES}; {HOW_TO_MAKE}")
    return LocalMasterKey(secret)


def master_key_from_file(path: Path) -> LocalMasterKey:
    """Reads a file of base64 text that nobody but its owner may read. Raises MasterKeyError."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii")
    except OSError as problem:
        raise MasterKeyError(f"cannot read the master key {path} ({problem.strerror}); {HOW_TO_MAKE}") from None
    except UnicodeDecodeError:
        raise MasterKeyError(f"{path} is not base64; {HOW_TO_MAKE}") from None
    if mode & 0o077:
        raise MasterKeyError(f"others may read the master key {path} (mode {mode:04o}): chmod 600 it")
    return master_key_from_text(text, str(path))


def master_key_from(environ: Mapping[str, str]) -> LocalMasterKey:
    """The master key named by `JML_MASTER_KEY_FILE`, else held in `JML_MASTER_KEY`. Raises MasterKeyError."""
    if path := environ.get(KEY_FILE):
        return master_key_from_file(Path(path))
    if text := environ.get(KEY_TEXT):
        return master_key_from_text(text)
    raise MasterKeyError(f"no master key: set {KEY_FILE} to a file of mode 0600; {HOW_TO_MAKE}")


def write_master_key(path: Path) -> None:
    """Makes a new random master key file of mode 0600. An existing one stays as it is."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")
