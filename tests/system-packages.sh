#!/usr/bin/env bash
# Installs what the tests need beside Python: Chromium, a font for Arabic, PostgreSQL's server,
# and the library that lays out text in PDF.
# Where it may not, it says what is missing; the tests that need it are then counted as skipped.
set -uo pipefail

missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
ls /usr/share/fonts/truetype/noto/NotoSansArabic-* >/dev/null 2>&1 || missing+=(fonts-noto-core)
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null || missing+=(postgresql)
ldconfig -p | grep -q libpangoft2-1.0.so.0 || missing+=(libpango-1.0-0 libpangoft2-1.0-0)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} ..."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null &&
    apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null && exit 0
fi
printf '\n*** NOT INSTALLED, SO NOT TESTED: %s\n*** sudo apt-get install --no-install-recommends %s\n\n' \
  "${missing[*]}" "${missing[*]}"
