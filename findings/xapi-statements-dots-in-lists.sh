#!/usr/bin/env bash
# xapi-statements 5.0.1 (Learning Locker's statements service): dots in keys are written &46; in objects alone.
#
# Before a statement goes to MongoDB, dots in keys are encoded: in extensions only, of the object's definition, context
# activities' definitions, context and result. An object within an extension is encoded too, an object in a list within
# an extension is not, and neither are language maps or any other keys. A path that is written with &46; throughout, as
# queries on extensions are, finds nothing below such a list.
#
# Seen: {"http://x&46;org/e":{"a&46;b":1,"list":[{"a.b":1}]}}
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts xapi-statements@5.0.1 >/dev/null 2>&1
seen=$(node -e "
const { encodeDotsInStatement } = require('xapi-statements/dist/repo/modelsRepo/utils/mongoModels/replaceDotsInStatement');
const extensions = { 'http://x.org/e': { 'a.b': 1, list: [{ 'a.b': 1 }] } };
console.log(JSON.stringify(encodeDotsInStatement({ object: { objectType: 'Activity' }, result: { extensions } }).result.extensions));
")
echo "$seen"
test "$seen" = '{"http://x&46;org/e":{"a&46;b":1,"list":[{"a.b":1}]}}'
