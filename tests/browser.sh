#!/usr/bin/env bash
# Is there a browser for the journeys? Finds one, else installs one; rather one without windows, which takes half the work.
set -euo pipefail
bin="$(cd "$(dirname "$0")/.." && pwd)/.venv/bin"

found() { for name; do command -v "$name" >/dev/null && return; done; false; }
ours() { "$bin/python" -c 'from playwright.sync_api import sync_playwright as p
with p() as started: started.chromium.launch().close()' 2>/dev/null; }
debian() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10 &&
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" fonts-dejavu-core
}

found chromium-headless-shell || debian chromium-headless-shell || found chromium chromium-browser google-chrome || ours ||
    debian chromium || "$bin/playwright" install --only-shell chromium
