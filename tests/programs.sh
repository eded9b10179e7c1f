#!/bin/sh
# The programs that tests drive: installed where that can be done, named where it cannot. Tests without theirs are skipped.
missing=
command -v chromium >/dev/null || missing="$missing chromium"
command -v tmux >/dev/null || missing="$missing tmux"
command -v rsvg-convert >/dev/null || missing="$missing librsvg2-bin"
command -v pdftoppm >/dev/null || missing="$missing poppler-utils"
fc-list 2>/dev/null | grep -qi 'fira *code' || missing="$missing fonts-firacode"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "tests: installing$missing" >&2
  # shellcheck disable=SC2086
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fontconfig $missing; } >/dev/null && exit 0
fi
echo "tests: WITHOUT$missing. Tests that need them are skipped; on Debian: apt-get install$missing" >&2
