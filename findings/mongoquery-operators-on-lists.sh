#!/usr/bin/env bash
# mongoquery 1.4.3 answers differently when the same test is written as a value and as an operator.
#
# MongoDB asks a test of a list itself and of each of its elements, however the test is written: {tag: "a"} and
# {tag: {$eq: "a"}} are one query, and {tag: {$ne: "a"}}, {tag: {$not: {$eq: "a"}}} are its negation. mongoquery looks into
# lists for a plain value, $in, $nin and $all alone. $eq, $regex and comparisons are asked of the list as a whole and never
# hold, so $ne and $not hold where they must not: a statement whose category is "a" passes a filter that keeps "a" out.
# $options beside $regex is left aside, without an error, so that a pattern that ignores case does not. A missing key is
# not null ({tag: null} is false, as is {tag: {$in: [null]}}).
# Seen with mongoquery 1.4.3 on Python 3.11. Output: "value True $eq False $ne True $in True $nin False; numbers above 5:
# $gt False, not $gt True; i False; missing: null False $in False".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv here
here/bin/pip install --quiet mongoquery==1.4.3

cat > ask.py <<'PY'
from mongoquery import Query

tags, numbers = {"tag": ["a", "b"]}, {"raw": [3, 7]}
ask = lambda test, document: Query(test).match(document)
tests = {"value": "a", "$eq": {"$eq": "a"}, "$ne": {"$ne": "a"}, "$in": {"$in": ["a"]}, "$nin": {"$nin": ["a"]}}
lists = " ".join(f"{name} {ask({'tag': test}, tags)}" for name, test in tests.items())
above = ask({"raw": {"$gt": 5}}, numbers), ask({"raw": {"$not": {"$gt": 5}}}, numbers)
case = ask({"name": {"$regex": "^safety", "$options": "i"}}, {"name": "Safety course"})
null = ask({"tag": None}, {}), ask({"tag": {"$in": [None]}}, {})
print(
    f"{lists}; numbers above 5: $gt {above[0]}, not $gt {above[1]}; i {case};"
    f" missing: null {null[0]} $in {null[1]}"
)
PY

told=$(here/bin/python ask.py)
echo "$told"
lists='value True $eq False $ne True $in True $nin False; numbers above 5: $gt False, not $gt True'
[ "$told" = "$lists; i False; missing: null False \$in False" ]
