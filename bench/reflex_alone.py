"""What would bare Reflex do? An application of fifty rows and one event, compiled once and kept, served as ours is."""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from app import frontend
from bench.servers import Server, free_port, running

SOURCES: Final = Path(__file__).parent / "bare"
KEPT: Final = Path(sys.prefix) / ".bench"
LOCKS: Final = (frontend.ROOT / "uv.lock", frontend.ROOT / "reflex.lock" / "bun.lock")
BAKED: Final = re.compile(r"localhost:\d+")


@contextmanager
def served() -> Generator[Server]:
    """Run it."""
    folder, port = _compiled(), free_port()
    _bake(folder, port)
    command = [sys.executable, "serve.py", str(port)]
    with running(command, folder, frontend.environment(), f"http://localhost:{port}", "/ping") as server:
        yield server


def _compiled() -> Path:
    """The folder where it lies compiled; made anew when its sources, or what they stand on, changed."""
    folder = KEPT / _fingerprint()
    if folder.exists():
        return folder
    shutil.rmtree(KEPT, ignore_errors=True)
    part = KEPT / "part"
    (part / "bare").mkdir(parents=True)
    for name, place in (("rxconfig.py", "."), ("serve.py", "."), ("page.py", "bare/bare.py")):
        shutil.copy(SOURCES / name, part / place)
    shutil.copytree(frontend.ROOT / "reflex.lock", part / "reflex.lock")  # what is in the cache of packages already
    _export(part)
    return part.rename(folder)


def _export(folder: Path) -> None:
    scripts = sysconfig.get_path("scripts")
    bun = {
        "PATH": os.pathsep.join((scripts, os.environ.get("PATH", os.defpath))),
        "REFLEX_BUN_PATH": str(Path(scripts) / "bun"),
        "REFLEX_USE_SYSTEM_BUN": "true",
    }
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**inherited, **frontend.QUIET, **bun},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def _bake(folder: Path, port: int) -> None:
    """The pages know the address that they were compiled for: give them today's."""
    for script in (folder / ".web" / "build" / "client").glob("assets/reflex-env-*.js"):
        text = BAKED.sub(f"localhost:{port}", script.read_text())
        script.write_text(text)
        Path(f"{script}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def _fingerprint() -> str:
    files = (*sorted(SOURCES.glob("*.py")), *LOCKS)
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
