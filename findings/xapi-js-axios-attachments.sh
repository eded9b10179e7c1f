#!/usr/bin/env bash
# @xapi/xapi 3.0.3 sends attachments as application/octet-stream when it uses its axios adapter.
#
# The body is multipart/mixed, but the header that should say so is lost on the way: an LRS cannot know the boundary, and
# refuses the request. With the fetch adapter the header is multipart/mixed with the boundary.
# Seen with @xapi/xapi 3.0.3 on Node.js 20. Output: "axios application/octet-stream; fetch multipart/mixed".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @xapi/xapi@3.0.3

cat > ask.js <<'NODE'
const http = require('http');
const XAPI = require('@xapi/xapi');
const data = new TextEncoder().encode('data').buffer;
const attachment = { usageType: 'http://example.org/file', display: { en: 'File' }, contentType: 'text/plain', length: 4,
  sha2: '3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7' };
const statement = { actor: { mbox: 'mailto:ann@example.org' }, verb: { id: 'http://example.org/did' },
  object: { id: 'http://example.org/it' }, attachments: [attachment] };
let media;
const server = http.createServer((request, response) => {
  media = request.headers['content-type'].split(';')[0];
  request.resume().on('end', () => response.writeHead(200, { 'Content-Type': 'application/json' }).end('[]'));
}).listen(0, '127.0.0.1', async () => {
  const told = [];
  for (const adapter of ['axios', 'fetch']) {
    const xapi = new XAPI({ endpoint: `http://127.0.0.1:${server.address().port}/`, auth: 'Basic eDp5', adapter });
    await xapi.sendStatement({ statement, attachments: [data] });
    told.push(`${adapter} ${media}`);
  }
  console.log(told.join('; '));
  process.exit(0);
});
NODE

told=$(node ask.js)
echo "$told"
[ "$told" = "axios application/octet-stream; fetch multipart/mixed" ]
