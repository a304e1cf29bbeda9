"""What do tests of commands begin with? A terminal in a prepared installation, speaking English."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import installations
from tests.support.terminal import Terminal


@pytest.fixture
def terminal(prepared_folder: Path, tmp_path: Path, quiet: None) -> Terminal:  # noqa: ARG001  for what it does
    installations.copied(prepared_folder, tmp_path)
    return Terminal(installations.settings(tmp_path, language="en"))


@pytest.fixture
def nowhere(tmp_path: Path, quiet: None) -> Terminal:  # noqa: ARG001  likewise
    """A terminal where nothing is installed yet."""
    return Terminal(installations.settings(tmp_path / "data", language="en"))


@pytest.fixture
def quiet() -> Iterator[None]:
    """Commands set up the log of their process, which here is the tests' own."""
    before = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = before
    logging.captureWarnings(capture=False)
