#!/usr/bin/env bash
# Learning Locker's validator (@learninglocker/xapi-validation 3.0.0) refuses IRIs whose scheme has a hyphen, a full stop
# or a plus, and takes IRIs that have a space in them.
#
# A scheme is a letter followed by letters, digits, "+", "-" and "." (RFC 3986, section 3.1), and an activity id is an IRI
# (xAPI 1.0.3). Open edX names its courses and blocks "course-v1:…" and "block-v1:…": Learning Locker refuses a statement
# about one of these, with a warning about an "Internationalized Resource Identifier (IRI)"; other stores take it. A space,
# which no IRI may have, passes.
# Seen with @learninglocker/xapi-validation 3.0.0 on Node. Output: "course-v1 refused; block-v1 refused; svn+ssh refused;
# coursev1 taken; urn taken; a space taken".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @learninglocker/xapi-validation@3.0.0 > /dev/null

cat > ask.cjs <<'JS'
const { default: validate } = require("@learninglocker/xapi-validation");
const ids = {
  "course-v1": "course-v1:edX+DemoX+2026",
  "block-v1": "block-v1:edX+DemoX+2026+type@video+block@welcome",
  "svn+ssh": "svn+ssh://example.org/course",
  coursev1: "coursev1:edX+DemoX+2026",
  urn: "urn:edx:course",
  "a space": "http://example.org/a course",
};
const verdict = (id) => {
  const actor = { mbox: "mailto:learner@example.org" };
  const verb = { id: "http://adlnet.gov/expapi/verbs/attempted" };
  return validate({ actor, verb, object: { id } }, ["statement"]).length === 0 ? "taken" : "refused";
};
console.log(Object.entries(ids).map(([name, id]) => `${name} ${verdict(id)}`).join("; "));
JS

told=$(node ask.cjs)
echo "$told"
[ "$told" = 'course-v1 refused; block-v1 refused; svn+ssh refused; coursev1 taken; urn taken; a space taken' ]
