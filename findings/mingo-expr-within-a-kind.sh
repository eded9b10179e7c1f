#!/usr/bin/env bash
# mingo 7.2.7 compares only values of one kind in $expr; MongoDB compares any two.
#
# MongoDB's manual says of the aggregation operators $gt, $gte, $lt and $lte that they compare "both value and type, using
# the specified BSON comparison order for values of different types": nothing comes before null, null before numbers,
# numbers before text. So {$expr: {$lt: ["$opened", "$closed"]}} holds there where a document has no `opened` yet, and
# {$expr: {$gt: ["$raw", "$max"]}} where `raw` arrived as the text "7". mingo answers false to both, and to their
# opposites ($gte, $lte) as well, as the query operators of the same names would.
# Seen with mingo 7.2.7 on Node. Output: "missing: $lt false $gte false; text: $gt false $lte false".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund mingo@7.2.7 > /dev/null

cat > ask.mjs <<'JS'
import { Query } from "mingo";
const holds = (operator, sides, document) => new Query({ $expr: { [operator]: sides } }).test(document);
const ask = (operators, sides, document) => operators.map((each) => `${each} ${holds(each, sides, document)}`).join(" ");
const missing = ask(["$lt", "$gte"], ["$opened", "$closed"], { closed: 5 });
const text = ask(["$gt", "$lte"], ["$raw", "$max"], { raw: "7", max: 10 });
console.log(`missing: ${missing}; text: ${text}`);
JS

told=$(node ask.mjs)
echo "$told"
[ "$told" = 'missing: $lt false $gte false; text: $gt false $lte false' ]
