#!/usr/bin/env bash
# xapi-statements 5.0.1 (Learning Locker's statements service): members of an instructor group get no objectType.
#
# Missing object types are written out before a statement is stored: "Agent" for the members of a group that is the
# actor, the object or the team. The members of a group that is context.instructor stay as they were sent, although the
# specification lets an instructor be a group. So a query for members by objectType finds teams and misses instructors.
#
# Seen: team [{"mbox":"mailto:a@example.org","objectType":"Agent"}], instructor [{"mbox":"mailto:a@example.org"}]
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts xapi-statements@5.0.1 >/dev/null 2>&1
seen=$(node -e "
const setup = require('xapi-statements/dist/service/storeStatements/postValidationSetup/setupObjectTypes').default;
const group = { objectType: 'Group', member: [{ mbox: 'mailto:a@example.org' }] };
const { team, instructor } = setup({
  actor: { mbox: 'mailto:a@example.org' }, verb: { id: 'http://example.org/v' }, object: { id: 'http://example.org/x' },
  context: { team: group, instructor: group },
}).context;
console.log('team ' + JSON.stringify(team.member) + ', instructor ' + JSON.stringify(instructor.member));
")
echo "$seen"
test "$seen" = 'team [{"mbox":"mailto:a@example.org","objectType":"Agent"}], instructor [{"mbox":"mailto:a@example.org"}]'
