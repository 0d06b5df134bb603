"""Signing orders: Ed25519 over the command as canonical JSON. The private key is the operator's own; the policy has the public one."""

import base64
import binascii
import os
import stat
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.commands import Command

DOMAIN: Final = b"jml-command/1\n"
"""In front of what is signed, so that a signature means nothing elsewhere."""
KEY_BYTES: Final = 32
_encode: Final = msgspec.json.Encoder(order="deterministic").encode


class OperatorKeyError(Exception):
    """An operator's key file is missing, malformed or readable by others. Says how to cure it."""


def new_key() -> Ed25519PrivateKey:
    """A fresh key for an operator."""
    return Ed25519PrivateKey.generate()


def public_text(key: Ed25519PrivateKey) -> str:
    """Its public half as `operators.csv` holds it."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def key_id(public: str) -> str:
    """A short name of a public key."""
    return sha256(public.encode()).hexdigest()[:16]


def canonical(command: Command) -> bytes:
    """The bytes that are signed: everything but the signature."""
    return DOMAIN + _encode(replace(command, signature=b""))


def sign(key: Ed25519PrivateKey, command: Command) -> Command:
    """The command with key id and signature."""
    named = replace(command, key=key_id(public_text(key)))
    return replace(named, signature=key.sign(canonical(named)))


def verify(public: str, command: Command) -> bool:
    """Whether this public key signed exactly this command. A malformed key signed nothing."""
    if command.key != key_id(public):
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(command.signature, canonical(command))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def is_public(text: str) -> bool:
    """Whether a text is a public key."""
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_BYTES
    except (ValueError, binascii.Error):
        return False


def write_key(path: Path, key: Ed25519PrivateKey) -> None:
    """Keeps a private key in a new file of mode 0600. Raises FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(key.private_bytes_raw()) + b"\n")


def read_key(path: Path) -> Ed25519PrivateKey:
    """Reads what `write_key` wrote. Raises OperatorKeyError."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        secret = base64.b64decode(path.read_bytes().strip(), validate=True)
    except OSError as problem:
        raise OperatorKeyError(f"cannot read the key {path} ({problem.strerror}); make one with: jml operator new NAME") from None
    except (ValueError, binascii.Error):
        raise OperatorKeyError(f"{path} is no operator's key; make one with: jml operator new NAME") from None
    if mode & 0o077:
        raise OperatorKeyError(f"others may read the key {path} (mode {mode:04o}): chmod 600 it")
    if len(secret) != KEY_BYTES:
        raise OperatorKeyError(f"{path} is no operator's key; make one with: jml operator new NAME")
    return Ed25519PrivateKey.from_private_bytes(secret)
