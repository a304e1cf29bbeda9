"""How is the bare application served? As ours is: by Granian, compiled before."""

import sys

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

Server(
    "bare.bare:app",
    factory=True,
    interface=Interfaces.ASGI,
    port=int(sys.argv[1]),
    log_level=LogLevels.warning,
).serve()
