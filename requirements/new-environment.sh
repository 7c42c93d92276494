#!/bin/sh
# Make a virtual environment in the folder named by the first argument, unless a sound one is there.
#
# Debian and Ubuntu ship Python without ensurepip; then the package python3-venv is installed
# where we may (root), and asked for where we may not.
set -eu

folder=$1
python=${PYTHON:-python3}

make_environment() {
    "$python" -m venv --clear "$folder"
    echo '*' >"$folder/.gitignore" # as Python does itself from 3.13
}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Bestplaced needs Python 3.11 or newer; $python is $("$python" --version 2>&1)." >&2
    echo "Name another one: make setup PYTHON=python3.12" >&2
    exit 1
fi

if "$folder/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exit 0
fi

if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    make_environment
    exit 0
fi

# The versioned package serves the very interpreter in use; python3-venv serves the default one.
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Python's venv module is incomplete: installing python3-venv." >&2
    apt-get update
    apt-get install -y python3-venv
    "$python" -c 'import ensurepip, venv' 2>/dev/null || apt-get install -y "python$version-venv"
    make_environment
    exit 0
fi

echo "This Python cannot make virtual environments (ensurepip is missing)." >&2
echo "On Debian or Ubuntu: sudo apt-get install python3-venv" >&2
echo "Then run make setup again." >&2
exit 1
