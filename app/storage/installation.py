"""What does one installation consist of? Its settings and the places where it keeps things, opened together."""

from dataclasses import dataclass
from typing import Self

from app.settings import Settings
from app.storage.bus import Bus
from app.storage.cipher import Cipher
from app.storage.databases import Databases
from app.storage.files import Files
from app.storage.processes import ProcessMark
from app.storage.queue import Queue


@dataclass(frozen=True, slots=True)
class Installation:
    """Opened once by each composition root and handed down; tests open one each."""

    settings: Settings
    cipher: Cipher
    databases: Databases
    files: Files
    queue: Queue
    bus: Bus
    process: ProcessMark

    @classmethod
    def open(cls, settings: Settings) -> Self:
        """Open everything; nothing is created but folders and the installation's key."""
        cipher = Cipher(settings.key)
        databases = Databases(settings, cipher)
        mark = ProcessMark(settings.data_dir / "run")
        return cls(settings, cipher, databases, Files(settings), Queue(settings), Bus(settings, cipher), mark)

    def close(self) -> None:
        """Close everything."""
        self.bus.close()
        self.queue.close()
        self.databases.close()
        self.process.release()
