#!/usr/bin/env bash
# tincanjs 0.50.0 takes the quotes of a multipart boundary for a part of it.
#
# RFC 2046 lets a server write boundary="abc"; the answer to a GET with attachments=true is then not split, and reading
# the statement throws in the callback of the request. With boundary=abc the same body is read.
# Seen with tincanjs 0.50.0 on Node.js 20. Output: "boundary=abc: read; boundary=\"abc\": thrown".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private": true}' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts tincanjs@0.50.0

cat > ask.js <<'NODE'
const http = require('http');
const TinCan = require('tincanjs');
const sha2 = '3a6eb0790f39ac87c94f3856b2dd2c5d110e6811602261a9a923d3bb23adc8b7';
const attachment = { usageType: 'http://example.org/file', display: { en: 'File' }, contentType: 'text/plain', length: 4, sha2 };
const statement = { id: '6690e6c9-3ef0-4ed3-8b37-7f3964730bee', actor: { mbox: 'mailto:ann@example.org' },
  verb: { id: 'http://example.org/did' }, object: { id: 'http://example.org/it' }, attachments: [attachment] };
const body = `--abc\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(statement)}\r\n`
  + `--abc\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: ${sha2}\r\n\r\ndata`
  + '\r\n--abc--\r\n';

const ask = (boundary) => new Promise((resolve) => {
  const server = http.createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': `multipart/mixed; boundary=${boundary}` });
    response.end(body);
  }).listen(0, '127.0.0.1', () => {
    const done = (told) => { server.close(); process.removeAllListeners('uncaughtException'); resolve(told); };
    process.once('uncaughtException', () => done('thrown'));
    const lrs = new TinCan.LRS({ endpoint: `http://127.0.0.1:${server.address().port}/`,
      username: 'a', password: 'b', allowFail: false });
    lrs.retrieveStatement(statement.id, { params: { attachments: true },
      callback: (error, found) => done(error === null && found.attachments[0].getContentAsString() === 'data' ? 'read' : 'failed') });
  });
});

(async () => {
  const told = [];
  for (const boundary of ['abc', '"abc"']) told.push(`boundary=${boundary}: ${await ask(boundary)}`);
  console.log(told.join('; '));
  process.exit(0);
})();
NODE

told=$(node ask.js)
echo "$told"
[ "$told" = 'boundary=abc: read; boundary="abc": thrown' ]
