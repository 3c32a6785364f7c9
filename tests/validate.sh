#!/bin/bash
# validate.sh [DIR]: writes every shipped role × level × language × format, with and without a posting, and the comparisons,
# and has the validators of ../shared/validate judge them where those are there. A sample of Word files is laid out as PDF.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
opsjd=${OPSJD:-$root/target/debug/opsjd}
validators=$root/../shared/validate
[ -d "$validators" ] || validators=${VALIDATORS:-$validators}
out=${1:-$(mktemp -d)}
mkdir -p "$out"
unset OPSJD_LANG || true
posting=$root/tests/library/posting.yaml
cd "$out"
for role in user-ops product-ops content-ops interaction-ops channel-ops review-ops; do
  for level in "" junior senior lead; do
    for lang in zh-CN zh-TW en; do
      for with in "" posting; do
        name=$role${level:+-$level}-$lang${with:+-$with}
        for format in markdown html text docx docx-xml json jsonld; do
          # Without a posting there is nothing for a search engine to read.
          [ "$format" = jsonld ] && [ -z "$with" ] && continue
          case $format in markdown) ending=md ;; text) ending=txt ;; docx-xml) ending=xml ;; *) ending=$format ;; esac
          "$opsjd" generate "$role" ${level:+--level "$level"} --lang "$lang" --strict ${with:+--posting "$posting"} \
            --sections all --format "$format" -o "$name.$ending" 2>>errors.log || { echo "FAIL $name $format"; exit 1; }
        done
      done
    done
  done
done
for lang in zh-CN zh-TW en; do
  for format in md html json csv; do
    "$opsjd" compare product-ops user-ops content-ops --lang "$lang" -o "compare-$lang.$format" 2>>errors.log
    "$opsjd" compare user-ops@junior user-ops@senior user-ops@lead --lang "$lang" -o "compare-levels-$lang.$format" 2>>errors.log
  done
done
echo "wrote $(find . -type f | wc -l) files to $out"
[ -d "$validators" ] || { echo "no validators at $validators"; exit 0; }
"$validators/markdown.sh" ./*.md
"$validators/html.sh" ./*.html
"$validators/docx.sh" ./*.docx
"$validators/docx.sh" --pdf ./*-lead-*-posting.docx ./*-junior-en.docx
python=${OPSJD_VALIDATORS:-$HOME/.cache/opsjd-validators}/venv/bin/python
"$python" "$validators/jsonld.py" ./*.jsonld ./*-posting.html
