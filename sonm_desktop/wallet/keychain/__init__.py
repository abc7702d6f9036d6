"""Keys that work without a password: operators, workers, endpoints."""

from sonm_desktop.wallet.keychain.files import load_or_create_key, load_or_create_secret
from sonm_desktop.wallet.keychain.operators import OperatorKeys

__all__ = ["OperatorKeys", "load_or_create_key", "load_or_create_secret"]
