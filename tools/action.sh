#!/usr/bin/env bash
# The work of action.yml. WAYPOST is the command; DESIGNS, SCENARIOS, FAIL_ON and SARIF are the inputs.
set -euo pipefail
shopt -s globstar nullglob

# shellcheck disable=SC2206 # the patterns are to be expanded here
designs=(${DESIGNS:-**/*.journey.json **/*.journey.yaml **/*.journey.yml})
code=0
if [ ${#designs[@]} -gt 0 ]; then
  "$WAYPOST" check "${designs[@]}" --fail-on "$FAIL_ON" --format github || code=$?
  if [ -n "${SARIF:-}" ]; then
    "$WAYPOST" check "${designs[@]}" --fail-on never --format sarif > "$SARIF"
  fi
else
  echo "::warning title=waypost::there are no designs to check"
fi
if [ -n "$SCENARIOS" ]; then
  # shellcheck disable=SC2206
  scenarios=($SCENARIOS)
  "$WAYPOST" test "${scenarios[@]}" || code=$?
fi
exit "$code"
