"""The chain's fixtures for the tests of this folder."""

from tests.chain_fixtures import *  # noqa: F403
