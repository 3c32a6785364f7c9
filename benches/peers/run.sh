#!/usr/bin/env bash
# Builds the same job descriptions with opsjd and with what one would write instead, and prints CPU time, wall time and peak
# memory of each. Needs python3 with PyYAML, Jinja2 and python-docx; hugo where it is installed; GNU time.
#   benches/peers/run.sh [FOLDER]      the load and all output go to FOLDER, a new temporary one by default
#   OPSJD=path/to/opsjd                the program; by default it is built by `cargo build --release`
#   RUNS=1                            how often each is run; the best counts
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work"
if [ -z "${OPSJD:-}" ]; then
  cargo build --release --quiet --manifest-path "$here/../../Cargo.toml"
  OPSJD=$here/../../target/release/opsjd
fi
OPSJD=$(realpath "$OPSJD")
rustc --edition 2024 -O -o "$work/floor" "$here/floor.rs"
python3 "$here/load.py" "$work/load"
cd "$work/load"

printf '%-44s %9s %9s %9s %9s\n' run "user+sys" user wall "peak MB"
# measure LABEL FOLDER COMMAND...: the folder is emptied first unless it is `-`; the best of three runs counts.
measure() {
  local label=$1 folder=$2 best=
  shift 2
  for _ in $(seq "${RUNS:-3}"); do
    [ "$folder" = - ] || rm -rf "$folder"
    sync
    /usr/bin/time -o "$work/time" -f '%U %S %e %M' "$@" >/dev/null 2>"$work/log" || { echo "$label failed:"; cat "$work/log"; return; }
    best=$(tail -1 "$work/time" | cat - <(echo "${best:-999 999 999 0}") | sort -k1,2n | awk '{print $1+$2, $0}' | sort -n | head -1 | cut -d' ' -f2-)
  done
  echo "$best" | awk -v label="$label" '{printf "%-44s %8.2fs %8.2fs %8.2fs %9.0f\n", label, $1+$2, $1, $3, $4/1024}'
}

measure "python: start-up" - python3 -c 'import csv, yaml, jinja2'
measure "python: markdown, html, 2000 jobs" "$work/py" python3 "$here/peer.py" text . jobs-2000.csv "$work/py"
measure "opsjd:  markdown, html, 2000 jobs" "$work/out" "$OPSJD" build jobs-2000.csv -q -f markdown,html --no-index -o "$work/out"
"$work/floor" pack "$work/out" "$work/blob"
measure "floor:  the same bytes" "$work/floored" "$work/floor" write "$work/blob" "$work/floored"
measure "opsjd:  the same again, nothing changed" - "$OPSJD" build jobs-2000.csv -q -f markdown,html --no-index -o "$work/out"
measure "opsjd:  markdown, html, 20000 jobs" "$work/out" "$OPSJD" build jobs-20000.csv -q -f markdown,html --no-index -o "$work/out"
if command -v hugo >/dev/null; then
  python3 "$here/hugo.py" . jobs-2000.csv "$work/site"
  measure "hugo:   markdown, html, 2000 jobs" "$work/site/public" hugo --quiet --source "$work/site"
fi
measure "python-docx: docx, 2000 jobs" "$work/py" python3 "$here/peer.py" docx . jobs-2000.csv "$work/py"
measure "opsjd:  docx, 2000 jobs" "$work/out" "$OPSJD" build jobs-2000.csv -q -f docx --no-index -o "$work/out"
"$work/floor" pack "$work/out" "$work/blob"
measure "floor:  the same bytes" "$work/floored" "$work/floor" write "$work/blob" "$work/floored"
measure "opsjd:  the same again, nothing changed" - "$OPSJD" build jobs-2000.csv -q -f docx --no-index -o "$work/out"
measure "opsjd:  docx, 20000 jobs" "$work/out" "$OPSJD" build jobs-20000.csv -q -f docx --no-index -o "$work/out"
