#!/usr/bin/env bash
# Times the comparison of versions as whole processes, beside `git diff --word-diff` in the same run: two versions of a role
# of 30 KB, and two revisions of 1,000 such roles of which 10 changed. Needs cargo, git, python3, hyperfine.
# dyff, which one would compare with too, is a Go program that the registries of Rust, Python, JavaScript and Debian do not have.
set -euo pipefail
cd "$(dirname "$0")/../.."
opsjd=${OPSJD:-}
if [ -z "$opsjd" ]; then
  cargo build --release --locked
  opsjd=$PWD/target/release/opsjd
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 benches/versions/load.py "$work/load"
cd "$work/load"
wc -c one/role.yaml | awk '{ printf "one role: %d bytes\n", $1 }'
# Exit code 1 says that there are differences.
hyperfine --shell=none --ignore-failure --warmup 20 --runs 200 --export-json "$work/one.json" \
  "$opsjd diff one/role.yaml two/role.yaml --summary" \
  "$opsjd diff one/role.yaml two/role.yaml --format markdown" \
  "git diff --no-index --word-diff one/role.yaml two/role.yaml"
hyperfine --shell=none --ignore-failure --warmup 3 --runs 20 --export-json "$work/many.json" \
  "$opsjd diff old..new --format markdown" \
  "$opsjd affected old..new" \
  "git diff --word-diff old..new"
python3 - "$work/one.json" "$work/many.json" <<'PY'
import json
import sys

print("\nmedian wall ms / mean CPU ms")
for path in sys.argv[1:]:
    for result in json.load(open(path))["results"]:
        words = result["command"].split()
        words[0] = words[0].rsplit("/", 1)[-1]
        cpu = (result["user"] + result["system"]) * 1000
        print(f"{result['median'] * 1000:8.1f} / {cpu:7.1f}  {' '.join(words)}")
PY
