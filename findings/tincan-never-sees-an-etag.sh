#!/usr/bin/env bash
# tincan 1.0.0 (Python) never sees the ETag of a document, and sends text in Latin-1.
#
# It looks for "etag" in what http.client's getheaders() answers. In Python 3 that is a list of pairs, so nothing is ever
# found: a document that was retrieved has no etag, and saving it sends no If-Match. An LRS that follows the
# specification (xAPI 1.0.3 part three, 3.1) refuses that with 409 for profiles.
# A document's text is handed to http.client as str, which encodes it as ISO-8859-1: "größer" arrives as 67 72 f6 df 65 72.
# Seen with tincan 1.0.0 on Python 3.11. Output: "etag None, If-Match None, body 6772f6df6572".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check tincan==1.0.0

cat > "$folder/ask.py" <<'PYTHON'
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from tincan import Activity, ActivityProfileDocument, RemoteLRS

seen = {}


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"one")

    def do_PUT(self):
        seen["match"] = self.headers["If-Match"]
        seen["body"] = self.rfile.read(int(self.headers["Content-Length"])).hex()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Server)
Thread(target=server.serve_forever, daemon=True).start()
lrs = RemoteLRS(endpoint=f"http://127.0.0.1:{server.server_port}/", username="a", password="b")
course = Activity(id="http://example.org/course")
etag = lrs.retrieve_activity_profile(course, "p").content.etag
lrs.save_activity_profile(ActivityProfileDocument(activity=course, id="p", content="größer", etag=etag))
print(f"etag {etag}, If-Match {seen['match']}, body {seen['body']}")
PYTHON

told=$("$folder/venv/bin/python" "$folder/ask.py")
echo "$told"
[ "$told" = "etag None, If-Match None, body 6772f6df6572" ]
