"""In which threads do strangers' requests run? In few of their own, so that no rush of them holds up anybody inside."""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

NICENESS: Final = 10


def _step_back() -> None:
    """Take the processor time that nobody else wants; Linux ranks threads as it does processes."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


HASHING: Final = ThreadPoolExecutor(os.cpu_count() or 1, "casier-hashing", initializer=_step_back)
ASKING: Final = ThreadPoolExecutor(4, "casier-asking")


async def run_in(pool: ThreadPoolExecutor, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run it there."""
    return await asyncio.get_running_loop().run_in_executor(pool, partial(work, *args, **kwargs))
