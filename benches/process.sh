#!/usr/bin/env bash
# Times whole processes with hyperfine: the main job beside a Rust program that prints one line. Needs cargo and hyperfine.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 'fn main() { println!("one line"); }' > "$work/line.rs"
rustc -O -o "$work/line" "$work/line.rs"
opsjd=$PWD/target/release/opsjd
cd "$work"
hyperfine --shell=none --warmup 50 --runs 500 "$work/line" \
  "$opsjd generate user-ops --sections retention,data" \
  "$opsjd generate user-ops --lang zh-CN --format html -o page.html" \
  "$opsjd generate user-ops --lang zh-CN -o word.docx"
if command -v /usr/bin/time > /dev/null; then
  /usr/bin/time -f 'memory of the main job: %M KB' "$opsjd" generate user-ops --sections retention,data > /dev/null
fi
