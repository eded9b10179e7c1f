#!/usr/bin/env bash
# xapi-statements 5.0.1 (Learning Locker's statements service), its repository in memory: a page's cursor is an _id, and
# `more` continues with those whose _id is less as text. In memory an _id is a UUID of version 1, which begins with the
# low part of the time: as text, it starts anew every 2^32 * 100 ns, about seven minutes. A statement that is stored
# eight minutes later may come before, so pages that are followed by `more` lose statements or have them twice. MongoDB's
# ObjectIDs, which begin with the seconds, do not.
# Seen: of two ids made eight minutes apart, the later one is "before" the earlier one, for the service's own test.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts xapi-statements@5.0.1 > /dev/null 2>&1
node -e '
const from = name => require(require.resolve(name, { paths: [require.resolve("xapi-statements/package.json")] }));
const memory = "xapi-statements/dist/repo/modelsRepo/getStatements/memory/matchesCursorOption";
const isBehind = require(memory).default;
const { v1 } = from("uuid");
const start = Date.UTC(2026, 0, 1);
const pairs = [...Array(60).keys()].map(minute => [start + minute * 60000, start + (minute + 8) * 60000]);
const wrong = pairs.filter(([early, late]) =>
  !isBehind({ _id: v1({ msecs: late }) }, { cursor: v1({ msecs: early }), ascending: true }));
console.log(`${wrong.length} of ${pairs.length} statements stored eight minutes after another are not behind it`);
process.exit(wrong.length > 0 ? 0 : 1);
'
