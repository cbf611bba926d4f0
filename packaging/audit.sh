#!/bin/sh
# Asks whether any pinned package has a known security fault: what the program needs, what the
# tests and the bundle need. Without a network, or when nobody answers, it says so and passes. It
# fails for a fault that a newer version mends; one without a remedy is only told.
# pip-audit looks up the very versions in packaging/requirements*.txt and installs none of them.
set -eu
CDPATH='' cd "$(dirname "$0")/.."

python=.venv/bin/python
[ -x "$python" ] || python=python3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

skip() {
    echo "audit: skipped, $1." >&2
    exit 0
}

"$python" -m venv "$folder/tools" >/dev/null 2>&1 || skip 'no virtual environment can be made here'
timeout 60 "$folder/tools/bin/python" -m pip install --quiet --retries 1 --timeout 10 \
    --disable-pip-version-check pip-audit >/dev/null 2>&1 || skip 'pip-audit cannot be fetched'

for file in packaging/requirements*.txt; do
    name=$(basename "$file" .txt)
    # Its exit status does not tell a finding from an unreachable service; its report does.
    timeout 60 "$folder/tools/bin/pip-audit" --requirement "$file" --disable-pip --require-hashes \
        --progress-spinner off --format json --output "$folder/$name.json" \
        >"$folder/$name.log" 2>&1 || true
    [ -s "$folder/$name.json" ] || skip "no service answers ($(tail -n 1 "$folder/$name.log"))"
done

"$python" - "$folder"/*.json <<'PYTHON'
import json
import pathlib
import sys

asked, found, mendable = set(), {}, False
for name in sys.argv[1:]:
    for package in json.loads(pathlib.Path(name).read_text())["dependencies"]:
        asked.add((package["name"], package.get("version")))
        for fault in package.get("vulns", ()):
            mended = ", ".join(fault["fix_versions"])
            mendable = mendable or bool(mended)
            found[package["name"], fault["id"]] = (package["version"], mended or "nothing yet")
print(f"audit: {len(asked)} pinned packages, {len(found)} known faults.")
for (package, fault), (version, mended) in sorted(found.items()):
    print(f"  {package} {version}: {fault}, mended in {mended}")
sys.exit(mendable)
PYTHON
