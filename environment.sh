#!/usr/bin/env bash
# Creates .venv and installs exactly what requirements.txt locks. Called by the Makefile.
set -euo pipefail
python=${1:-}
fail() { printf '%s\n' "$@" >&2; exit 1; }

[ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "Python 3.11 or later is needed. On Debian or Ubuntu: apt-get install python3 python3-venv"

if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python$version-venv ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "python$version-venv" >/dev/null
  else
    fail "Python cannot make environments here. Please run: sudo apt-get install python$version-venv"
  fi
fi

[ -x .venv/bin/python ] || { echo "Creating the environment in .venv ..."; "$python" -m venv .venv; }
# Everything needed is in the lock, so pip has nothing to resolve: newer releases cannot confuse it.
echo "Installing the locked packages (a minute on first use) ..."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
