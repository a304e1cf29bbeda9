"""What do the gestures that matter cost, each beside the least that it could? Prints a table; decides nothing."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import (
    browser,
    combinations,
    documents,
    entering,
    full_locker,
    gestures,
    ground,
    matrix,
    people,
    people_work,
    push,
    queries,
    reflex_alone,
    servers,
    spaces,
    weight,
    work,
)
from bench.figures import Figure, as_json, table


def _portal(folder: Path) -> Iterator[Figure]:
    """Everything that a browser sees."""
    installation = ground.opened(folder / "portal", bcrypt_cost=entering.COST)
    ground.fill(installation, 10_000)
    establishment = entering.people(installation)
    installation.close()
    with servers.casier(folder / "portal") as server, reflex_alone.served() as floor, browser.chromium() as chromium:
        bare, ours = browser.at(browser.fresh(chromium), floor.address), browser.signed_in(chromium, server.address)
        yield from gestures.figures(ours, bare, server, floor)
        yield from entering.figures(server, establishment, gestures.gestures(ours)["page"])
        yield from weight.of_page(chromium, server, floor)
        yield from weight.of_server(server, floor)


PARTS = {
    "portal": _portal,
    "sql": lambda folder: (f for rows in (10_000, 60_000) for f in queries.figures(folder / str(rows), rows)),
    "work": work.figures,
    "people": people.figures,
    "people_work": people_work.figures,
    "matrix": matrix.figures,
    "push": push.figures,
    "documents": documents.figures,
    "locker": full_locker.figures,
    "spaces": spaces.figures,
    "million": combinations.million,  # minutes, for a size that nobody has
}


def main() -> None:
    """Measure all parts, or those named."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all when none is named")
    parser.add_argument("--json", action="store_true", help="for a program to read")
    said = parser.parse_args()
    if unknown := set(said.parts) - PARTS.keys():
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    begun, found = time.monotonic(), list[Figure]()
    with tempfile.TemporaryDirectory(prefix="casier-bench-") as folder:
        for name in said.parts or PARTS:
            found += PARTS[name](Path(folder))
    print(as_json(found) if said.json else table(found))
    print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
