#!/usr/bin/env bash
# Is there a browser for the journeys? Finds one, else installs one.
set -euo pipefail
bin="$(cd "$(dirname "$0")/.." && pwd)/.venv/bin"

for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null && exit 0
done
managed=$("$bin/python" -c 'from playwright.sync_api import sync_playwright as p
with p() as started: print(started.chromium.executable_path)')
[ -x "$managed" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core
else
    "$bin/playwright" install chromium
fi
