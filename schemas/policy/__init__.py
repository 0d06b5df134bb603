"""The policy as files: read, checked row by row, hashed. Operations people edit it, so each mistake names its place and the cure."""

from schemas.policy.load import load_operators, load_policy
from schemas.policy.values import PolicyRefused

__all__ = ["PolicyRefused", "load_operators", "load_policy"]
