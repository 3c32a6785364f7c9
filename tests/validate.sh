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
# The findings on every kind of input as SARIF, with fixes and a suppression.
mkdir -p sarif
cat > sarif/writer.yaml <<'EOF_ROLE'
extends: user-ops
qualifications:
  # opsjd: allow age-limit, statutory minimum age
  age: { zh-CN: 年龄35岁以下, zh-TW: 限35歲以下, en: Aged 25-35 }
sections: { data: { duties: { x: { zh-CN: 熟悉SQL查询, zh-TW: 熟悉 SQL 查詢, en: Query with SQL and plan manpower } } } }
EOF_ROLE
printf 'role,languages,headcount,hours\nuser-ops,zh-CN,1,996\nuser-ops,zh-CN,many,\n' > sarif/jobs.csv
printf '# Writer\n\nMale only.\n' > sarif/jd.md
for lang in zh-CN zh-TW en; do
  "$opsjd" check sarif/writer.yaml sarif/jobs.csv sarif/jd.md user-ops-en.docx user-ops-zh-CN.html no-such-role --lang "$lang" \
    --format sarif > "sarif/$lang.sarif" 2>>errors.log || [ $? -eq 2 ]
done
echo "wrote $(find . -type f | wc -l) files to $out"
[ -d "$validators" ] || { echo "no validators at $validators"; exit 0; }
"$validators/markdown.sh" ./*.md
"$validators/html.sh" ./*.html
"$validators/docx.sh" ./*.docx
"$validators/docx.sh" --pdf ./*-lead-*-posting.docx ./*-junior-en.docx
python=${OPSJD_VALIDATORS:-$HOME/.cache/opsjd-validators}/venv/bin/python
"$python" "$validators/jsonld.py" ./*.jsonld ./*-posting.html
"${python%/*}/check-jsonschema" --schemafile "$validators/data/sarif-schema-2.1.0.json" sarif/*.sarif
