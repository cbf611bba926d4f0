#!/bin/sh
# Makes the requirements files anew from pyproject.toml (the program's, the tests', the bundle's):
# every package that is needed, for all Pythons and platforms, pinned with the hashes of its files.
# Present versions are kept where they fit; `lock.sh --upgrade` takes the newest (all options go to
# uv).
# The files hold no address, so that each reader's own pip settings decide where packages come from.
set -eu
CDPATH='' cd "$(dirname "$0")/.."

if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    tools=$(mktemp -d)
    trap 'rm -rf "$tools"' EXIT
    python3 -m venv "$tools"
    "$tools/bin/python" -m pip install --quiet uv
    uv=$tools/bin/uv
fi

lock() {
    output=$1
    shift
    "$uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet \
        --output-file "$output" "$@"
}

lock packaging/requirements.txt "$@"
# Tests and bundle have the very versions that readers get.
for extra in test bundle; do
    lock "packaging/requirements-$extra.txt" --extra "$extra" \
        --constraint packaging/requirements.txt "$@"
done

if grep -nE '://|file:|^(-i|-f|--index|--extra|--find)' packaging/requirements*.txt; then
    echo 'lock.sh: an address got into the requirements (see above).' >&2
    exit 1
fi
