#!/usr/bin/env bash
# zstandard 0.23.0 (PyPI): a .zst export that was cut short reads as if it were whole.
#
# `ZstdDecompressor().stream_reader(file).read()` and `zstandard.open(path)` return what is there up to the cut, end with
# b"" as at a proper end, and raise nothing: the last line is torn and all statements behind it are missing unseen.
# gzip, bz2 and lzma of the standard library and backports.zstd raise on the same kind of file.
#
# Seen: zstandard: 200000 lines written, half of the file kept: 75691 whole lines read, no error
#       zstandard.open: the same, no error
#       backports.zstd 1.0.0: EOFError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check zstandard==0.23.0 backports.zstd==1.0.0
cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import io

import zstandard
from backports.zstd import ZstdFile

whole = b"".join(b'{"id": %d}\n' % number for number in range(200_000))
packed = zstandard.ZstdCompressor().compress(whole)
cut = packed[: len(packed) // 2]
with open("export.ndjson.zst", "wb") as file:
    file.write(cut)

read = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(cut)).read()
lines = read.count(b"\n")
print(f"zstandard: 200000 lines written, half of the file kept: {lines} whole lines read, no error")
assert 0 < len(read) < len(whole) and whole.startswith(read)
with zstandard.open("export.ndjson.zst", "rb") as file:
    assert 0 < len(file.read()) < len(whole)
print("zstandard.open: the same, no error")
try:
    ZstdFile(io.BytesIO(cut)).read()
except EOFError as error:
    print(f"backports.zstd: EOFError: {error}")
else:
    raise SystemExit("backports.zstd no longer raises")
PY
