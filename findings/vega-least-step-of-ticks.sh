#!/usr/bin/env bash
# Vega 6.2 draws ticks of half a unit on an axis whose tickMinStep is 1, and so counts of people are labelled 0, 1, 1, 2, 2.
#
# Vega-Lite documents tickMinStep as the least step between ticks: with 1, there are ticks at whole numbers alone. Vega uses
# it to lower tickCount to the number of steps plus one, and hands that to d3-scale, for which it is only a hint: for a domain
# of 0 to 2 and the hint 3, d3 prefers a step of 0.5, which has five ticks. With the format ",d", labels are then rounded and
# come twice. It goes well from 3 units on (with a tickCount of 5), so charts of small groups alone show it.
# Seen with vl-convert-python 1.9.0.post1 (Vega 6.2.0). Output: "most 1: 0 1 1; most 2: 0 1 1 2 2; most 3: 0 1 2 3".
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv here
here/bin/pip install --quiet vl-convert-python==1.9.0.post1

cat > ticks.py <<'PY'
import re
import vl_convert

def labels(most):
    axis = {"tickMinStep": 1, "tickCount": 5, "format": ",d", "title": None}
    chart = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": [{"people": most}]},
        "mark": "bar",
        "encoding": {"x": {"field": "people", "type": "quantitative", "axis": axis}},
    }
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", vl_convert.vegalite_to_svg(chart)))

print("; ".join(f"most {most}: {labels(most)}" for most in (1, 2, 3)))
PY

told=$(here/bin/python ticks.py)
echo "$told"
[ "$told" = "most 1: 0 1 1; most 2: 0 1 1 2 2; most 3: 0 1 2 3" ]
