"""Is the browser's half of the portal built from these very sources, and where does it lie?"""

import base64
import fcntl
import gzip
import hashlib
import json
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

ROOT: Final = Path(__file__).resolve().parent.parent
WEB: Final = ROOT / ".web"
BUILD: Final = WEB / "build"
STAMP: Final = WEB / "built-from"

SOURCES: Final = ("app/**/*.py", "app/locales/**/*.po", "assets/**/*", "reflex.lock/*", "rxconfig.py", "uv.lock")
UNSEEN: Final = ("app/cli/", "app/http/")  # no page may import these: the import contracts say so

QUIET: Final = {"REFLEX_TELEMETRY_ENABLED": "false", "REFLEX_CHECK_LATEST_VERSION": "false"}
BAKED_URL: Final = re.compile(r"""([`"'])(https?|wss?)://[^/`"']+(/[^`"']*)\1""")
INLINE_SCRIPT: Final = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.+?)</script>", re.DOTALL)


class BuildError(Exception):
    """The front end could not be compiled; the message is what the compiler printed."""


def client_folder() -> Path:
    """The folder of compiled pages and assets that the server hands out."""
    return BUILD / "client"


def pages() -> frozenset[str]:
    """The addresses of the pages that were compiled to a file each."""
    folder = client_folder()
    return frozenset(f"/{file.parent.relative_to(folder)}" for file in folder.glob("*/**/index.html"))


def environment() -> dict[str, str]:
    """The variables under which Reflex serves the compiled front end, instead of compiling it again."""
    return {
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_ENV_MODE": "prod",
        **QUIET,
    }


def is_built() -> bool:
    """What is compiled comes from the sources as they are now, and was finished."""
    return STAMP.is_file() and STAMP.read_text() == _fingerprint()


def build() -> bool:
    """Compile the front end unless it is up to date; say whether anything was done."""
    with _alone() as lock:
        if is_built():
            return False
        while not is_built():  # compiling may complete reflex.lock/, and somebody may save a file meanwhile
            _build_once(lock)
        return True


def content_security_policy(folder: Path) -> str:
    """The policy for the pages in `folder`: no script but its own files and the inline ones of this very build."""
    pages = "".join(page.read_text() for page in folder.rglob("*.html"))
    scripts = {_source_hash(script) for script in INLINE_SCRIPT.findall(pages)}
    return "; ".join((
        "default-src 'self'",
        " ".join(("script-src 'self'", *sorted(scripts))),
        "style-src 'self' 'unsafe-inline'",  # emotion writes <style> elements
        "img-src 'self' data: blob:",  # blob: a picture looked at before it is deposited
        "font-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ))  # fmt: skip


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for file in sorted({file for pattern in SOURCES for file in ROOT.glob(pattern) if file.is_file()}):
        name = file.relative_to(ROOT).as_posix()
        if not name.startswith(UNSEEN):
            digest.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


@contextmanager
def _alone() -> Generator[int]:
    """Let one process at a time build in this folder; gives the lock's descriptor."""
    WEB.mkdir(exist_ok=True)
    with (WEB / "build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def _build_once(lock: int) -> None:
    sources = _fingerprint()
    STAMP.unlink(missing_ok=True)  # from here until it is written again, a build cut short will be redone
    shutil.rmtree(BUILD, ignore_errors=True)
    _compile(lock)
    _settle_lock()
    _follow_the_address()
    STAMP.write_text(sources)


def _compile(lock: int) -> None:
    scripts = sysconfig.get_path("scripts")  # bun comes from its wheel; the environment need not be activated
    bun = {
        "PATH": os.pathsep.join((scripts, os.environ.get("PATH", os.defpath))),
        "REFLEX_BUN_PATH": str(Path(scripts) / "bun"),
        "REFLEX_USE_SYSTEM_BUN": "true",
    }
    done = subprocess.run(
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
        cwd=ROOT,
        env={**os.environ, **QUIET, **bun, "REFLEX_API_URL": "http://localhost:8000"},
        pass_fds=[lock],  # if we are killed, nobody builds until our compiler has ended too
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode or not any(client_folder().glob("*.html")):
        raise BuildError(done.stdout)


def _settle_lock() -> None:
    """Reflex writes this file on one line or on many, as the wind blows; here it is always the same."""
    file = ROOT / "reflex.lock" / "package.json"
    file.write_text(json.dumps(json.loads(file.read_text()), indent=2) + "\n")


def _follow_the_address() -> None:
    """Let the pages call whatever address they were loaded from, rather than the one known when compiling."""
    for script in client_folder().glob("assets/reflex-env-*.js"):
        text = BAKED_URL.sub(_relative_url, script.read_text())
        script.write_text(text)
        for packed in script.parent.glob(f"{script.name}.*"):
            packed.unlink()
        Path(f"{script}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def _relative_url(baked: re.Match[str]) -> str:
    origin = "globalThis.location?.origin??`http://localhost`"
    scheme = ".replace(/^http/,`ws`)" if baked[2].startswith("ws") else ""
    return f"({origin}){scheme}+`{baked[3]}`"


def _source_hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
