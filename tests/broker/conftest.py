"""Every test of the broker sits at a desk of its own."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def desk():
    from broker_desk import Desk

    return Desk()


@pytest.fixture
def strict_desk():
    from broker_desk import Desk

    return Desk("strict")
