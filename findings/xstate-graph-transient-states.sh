#!/usr/bin/env bash
# xstate/graph 5.33.3: paths never show a state that is left at once (`always`), so no path "visits" it.
#
# getShortestPaths and getSimplePaths list one path per snapshot, and a state with an eventless transition has no snapshot of
# its own: a path goes from the state before it to the state behind it. Whoever counts covered states, or looks whether
# `notify` comes after `paid`, by the steps of paths finds it in none of them, although its entry actions have run. Only
# what those actions leave in the context tells.
# Seen with xstate 5.33.3 on Node. Output: "steps: unpaid notified; context: notify".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund xstate@5.33.3 > /dev/null

cat > ask.mjs <<'JS'
import { assign, createMachine } from "xstate";
import { getSimplePaths } from "xstate/graph";
const machine = createMachine({
  initial: "unpaid",
  context: { seen: [] },
  states: {
    unpaid: { on: { PAY: "notify" } },
    notify: { entry: assign({ seen: ["notify"] }), always: "notified" },
    notified: { type: "final" },
  },
});
const path = getSimplePaths(machine).at(-1);
console.log(`steps: ${path.steps.map((step) => step.state.value).join(" ")}; context: ${path.state.context.seen}`);
JS

told=$(node ask.mjs)
echo "$told"
[ "$told" = 'steps: unpaid notified; context: notify' ]
