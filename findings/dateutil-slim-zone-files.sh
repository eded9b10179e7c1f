#!/usr/bin/env bash
# python-dateutil 2.9.0.post0 makes UTC of every zone of PyPI tzdata 2026.6, without a word.
#
# The package's files are "slim": the block of 32-bit times in front is empty, and what follows has the changes up to the
# last one and a rule for all later ones (RFC 8536). dateutil.tz.tzfile reads the block in front alone. Files of the same
# zones as "fat" ones (zic -b fat) it reads rightly, so a test that passes on one machine's zone files says nothing of
# another's. zoneinfo reads both. holidays 0.109 asks for python-dateutil below 3, so whoever installs it has this one.
# Seen with python-dateutil 2.9.0.post0 and tzdata 2026.6 on Python 3.11.
# Output: "Europe/Berlin in July 2026: zoneinfo 2:00:00, dateutil 0:00:00; slim files: 598 of 598".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv here
here/bin/pip install --quiet python-dateutil==2.9.0.post0 tzdata==2026.6

cat > ask.py <<'PY'
import zoneinfo
from datetime import datetime
from importlib.resources import files
from io import BytesIO
from dateutil import tz

zoneinfo.reset_tzpath(())
package = files("tzdata.zoneinfo")
content = lambda name: package.joinpath(*name.split("/")).read_bytes()
names = sorted(zoneinfo.available_timezones())
slim = sum(int.from_bytes(content(name)[32:36], "big") == 0 for name in names)
berlin, when = "Europe/Berlin", datetime(2026, 7, 1, 12)
theirs = when.replace(tzinfo=tz.tzfile(BytesIO(content(berlin)))).utcoffset()
right = when.replace(tzinfo=zoneinfo.ZoneInfo(berlin)).utcoffset()
print(f"{berlin} in July 2026: zoneinfo {right}, dateutil {theirs}; slim files: {slim} of {len(names)}")
PY
told=$(here/bin/python ask.py 2>/dev/null)
echo "$told"
[ "$told" = 'Europe/Berlin in July 2026: zoneinfo 2:00:00, dateutil 0:00:00; slim files: 598 of 598' ]
