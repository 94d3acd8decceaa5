"""The pages of the slice."""

from . import evaluation, money, papers, policy, portfolio  # noqa: F401  # they enter their doors
from .base import vip

blueprints = [vip]
