#!/bin/sh
# Installs what only the tests' machine needs and pip cannot bring: a browser, and LibreOffice to
# open the documents we make. Never fails: the tests that miss a program skip by name.
has() { command -v "$1" >/dev/null 2>&1; }
browser() { has chromium || has chromium-browser || has google-chrome; }

if browser && has soffice; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && has apt-get; then
  wanted=""
  browser || wanted="chromium"
  has soffice || wanted="$wanted libreoffice-writer-nogui libreoffice-calc-nogui"
  echo "Installing $wanted (for the tests only)…"
  apt-get update -qq >/dev/null 2>&1
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null 2>&1 ||
    echo "apt-get could not install:$wanted"
fi
browser || echo "No browser on this machine: the browser journeys will be skipped (install chromium)."
has soffice || echo "No LibreOffice on this machine: its tests will be skipped (install libreoffice)."
exit 0
