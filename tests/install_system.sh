#!/bin/sh
# Installs what pip cannot bring: Pango, which draws the posters and paper questionnaires; and for
# the tests a browser, and LibreOffice to open the documents we make. Never fails: pages that miss
# a program say so, and the tests skip by name.
has() { command -v "$1" >/dev/null 2>&1; }
browser() { has chromium || has chromium-browser || has google-chrome; }
pango() { .venv/bin/python -c "import weasyprint" >/dev/null 2>&1; }

if browser && has soffice && pango; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && has apt-get; then
  wanted=""
  browser || wanted="chromium"
  has soffice || wanted="$wanted libreoffice-writer-nogui libreoffice-calc-nogui"
  pango || wanted="$wanted libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig"
  echo "Installing $wanted…"
  apt-get update -qq >/dev/null 2>&1
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null 2>&1 ||
    echo "apt-get could not install:$wanted"
fi
browser || echo "No browser on this machine: the browser journeys will be skipped (install chromium)."
has soffice || echo "No LibreOffice on this machine: its tests will be skipped (install libreoffice)."
pango || echo "No Pango on this machine: no page to print, its tests will be skipped (install libpango-1.0-0)."
exit 0
