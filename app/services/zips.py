"""How do many files leave as one? A zip, made as it goes: never on disk, never whole in memory."""

import zipfile
from collections.abc import Iterable, Iterator
from typing import Final

from typing_extensions import Buffer

ENOUGH: Final = 1 << 20  # bytes that are worth sending


class _Sink:
    """What a zip is written to; gives back what came in since it was last asked."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: Buffer, /) -> int:
        self._parts.append(bytes(data))
        self.size += len(self._parts[-1])
        return len(self._parts[-1])

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def taken(self) -> bytes:
        parts, self._parts, self.size = self._parts, [], 0
        return b"".join(parts)


def zipped(members: Iterable[tuple[str, Iterator[bytes]]]) -> Iterator[bytes]:
    """A zip of these names and contents, uncompressed, about a megabyte at a time."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            with archive.open(name, "w", force_zip64=True) as out:
                for chunk in content:
                    out.write(chunk)
                    if sink.size >= ENOUGH:
                        yield sink.taken()
    yield sink.taken()
