"""The seal: what identifies a person is encrypted under that person's own keys, and read only by who holds the master key.

AES-256-GCM with a nonce derived from the text (HMAC-SHA256), so that a replay seals the same bytes. What that tells a reader of the log is
whether two values of one field of one person are equal, and how long they are.
"""

import hmac
import os
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.facts import Sealed
from schemas.codec import Undecodable, decode_as
from schemas.keys import KEY_BYTES, NONCE_BYTES, DamagedKey, KeyRecord, MasterKey, key_name, subkey

VERSION = b"\x01"
ID_BYTES = 8
HEAD = len(VERSION) + ID_BYTES
TAG_BYTES = 16


class KeyMissing(Exception):
    """No such key of this person has been read. `key_id` None: she has none at all. Wait for `person-keys`, then try again."""

    def __init__(self, person: str, key_id: bytes | None) -> None:
        super().__init__(f"no key {key_id.hex() if key_id else ''} of person {person} has been read from person-keys yet")
        self.person = person
        self.key_id = key_id


class Unreadable(Exception):
    """A sealed value is no such thing, was altered, or belongs to another person or field. Waiting does not help."""


@dataclass(frozen=True, slots=True)
class Names:
    """What identifies a person, in clear. Lives in memory only; its repr shows nothing."""

    first: str | None = field(default=None, repr=False)
    last: str | None = field(default=None, repr=False)
    preferred: str | None = field(default=None, repr=False)
    mail: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)


class _Key:
    """One key of one person, ready for use."""

    __slots__ = ("_cipher", "_nonces", "created", "id")

    def __init__(self, secret: bytes, key_id: bytes, created: datetime) -> None:
        self.id = key_id
        self.created = created
        self._cipher = AESGCM(subkey(secret, "seal"))
        self._nonces = subkey(secret, "nonce")

    def seal(self, bound_to: bytes, text: bytes) -> bytes:
        nonce = hmac.digest(self._nonces, bound_to + text, sha256)[:NONCE_BYTES]
        return VERSION + self.id + nonce + self._cipher.encrypt(nonce, text, bound_to)

    def open(self, bound_to: bytes, blob: bytes) -> bytes:
        return self._cipher.decrypt(blob[HEAD : HEAD + NONCE_BYTES], blob[HEAD + NONCE_BYTES :], bound_to)


def _bound_to(person: str, field_name: str) -> bytes:
    """Person and field, told apart by the length in front: a blob moved to another field or person does not open."""
    who = person.encode()
    return len(who).to_bytes(4, "big") + who + len(field_name).to_bytes(4, "big") + field_name.encode()


def _key_id(secret: bytes) -> bytes:
    return subkey(secret, "key id")[:ID_BYTES]


class KeyRing:
    """The keys of people, filled from the compacted `person-keys`.

    Several writers may each make a key for a person: all stay readable, and every reader seals with the earliest (then the smallest id).
    """

    def __init__(self, master: MasterKey, random: Callable[[int], bytes] = os.urandom) -> None:
        self._master = master
        self._random = random
        self._keys: dict[str, dict[bytes, _Key]] = {}
        self._first: dict[str, _Key] = {}
        self.damaged: set[str] = set()

    def __repr__(self) -> str:
        return f"KeyRing({len(self._keys)} people)"

    def __contains__(self, person: str) -> bool:
        """Whether values of this person can be sealed."""
        return person in self._first

    def digest(self, purpose: str, text: str) -> str:
        """Keyed digest in hex (see MasterKey.digest)."""
        return self._master.digest(purpose, text)

    def feed(self, key: bytes, value: bytes | None) -> None:
        """Takes one record of `person-keys`, None for a key that was erased. A damaged one is kept by name in `damaged`.

        Raises MasterKeyError where this process holds another master key: no person can be read then.
        """
        name = key.decode(errors="replace")
        self.damaged.discard(name)
        if value is None:
            self._drop(name)
            return
        try:
            record = decode_as(KeyRecord, value)
            if record.name != name:
                raise DamagedKey("a key record lies under another key's name")
            self.add(record)
        except (Undecodable, DamagedKey):
            self.damaged.add(name)

    def add(self, record: KeyRecord) -> None:
        """Takes a key; one that is known already changes nothing. Raises MasterKeyError, DamagedKey."""
        keys = self._keys.setdefault(record.person, {})
        if record.key_id in keys:
            return
        secret = self._master.unwrap(record.master, record.wrapped, record.name)
        if len(secret) != KEY_BYTES or _key_id(secret) != record.key_id:
            raise DamagedKey("a wrapped key is not the one its id names")
        keys[record.key_id] = _Key(secret, record.key_id, record.created)
        self._choose(record.person)

    def ensure_key(self, person: str, at: datetime) -> KeyRecord | None:
        """A new key for a person who has none, else None. Publish it under `record.name` before anything sealed with it."""
        if person in self._first:
            return None
        secret = self._random(KEY_BYTES)
        key_id = _key_id(secret)
        wrapped = self._master.wrap(secret, key_name(person, key_id))
        record = KeyRecord(person=person, key_id=key_id, wrapped=wrapped, master=self._master.id, created=at)
        self.add(record)
        return record

    def seal(self, person: str, field_name: str, text: str) -> bytes:
        """Encrypts one value; equal arguments and keys give equal bytes. Raises KeyMissing."""
        key = self._first.get(person)
        if key is None:
            raise KeyMissing(person, None)
        return key.seal(_bound_to(person, field_name), text.encode())

    def open(self, person: str, field_name: str, blob: bytes) -> str:
        """Decrypts one value. Raises KeyMissing (wait), Unreadable (do not)."""
        if len(blob) < HEAD + NONCE_BYTES + TAG_BYTES or blob[:1] != VERSION:
            raise Unreadable(f"the value of {field_name} is not a sealed one")
        key_id = blob[1:HEAD]
        key = self._keys.get(person, {}).get(key_id)
        if key is None and key_name(person, key_id) in self.damaged:
            raise Unreadable(f"the key of the sealed {field_name} is damaged")
        if key is None:
            raise KeyMissing(person, key_id)
        try:
            return key.open(_bound_to(person, field_name), blob).decode()
        except (InvalidTag, UnicodeDecodeError):
            raise Unreadable(f"the sealed value of {field_name} was altered, or is another person's or field's") from None

    def _drop(self, name: str) -> None:
        person, _, key_id = name.rpartition("/")
        keys = self._keys.get(person, {})
        for known in [known for known in keys if known.hex() == key_id]:
            del keys[known]
        self._choose(person)

    def _choose(self, person: str) -> None:
        keys = self._keys.get(person, {}).values()
        if keys:
            self._first[person] = min(keys, key=lambda key: (key.created, key.id))
        else:
            self._keys.pop(person, None)
            self._first.pop(person, None)


FIELDS = tuple(each.name for each in fields(Sealed))


def open_sealed(ring: KeyRing, person: str, sealed: Sealed) -> Names:
    """All of a person's identifying values in clear. Raises KeyMissing, Unreadable."""
    blobs = ((name, getattr(sealed, name)) for name in FIELDS)
    return Names(**{name: ring.open(person, name, blob) for name, blob in blobs if blob is not None})


def seal_names(ring: KeyRing, person: str, names: Names) -> Sealed:
    """Seals all of a person's identifying values. Raises KeyMissing."""
    texts = ((name, getattr(names, name)) for name in FIELDS)
    return Sealed(**{name: ring.seal(person, name, text) for name, text in texts if text is not None})
