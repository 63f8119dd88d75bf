# shellcheck shell=bash
# Sourced by the prepare scripts.
set -euo pipefail
export LC_ALL=C.UTF-8
umask 022

# Every file of a stand-in bears this time unless its package says an older one: the same packages give
# the same bytes on every machine.
export SOURCE_DATE_EPOCH=1761955200 # 2025-11-01

name=$(basename "$(cd "$(dirname "$0")" && pwd)")
say() { echo "bases/$name: $*"; }
fail() {
  echo "bases/$name: $*" >&2
  exit 1
}

# start "$@": checks the argument, makes OUTDIR and ends the script when OUTDIR is complete already.
# The finished marker names everything the result depends on except the packages' versions: those stay
# as they were until someone sets SLIPWAY_BASES_REFRESH=1 (or removes OUTDIR).
start() {
  [ $# -eq 1 ] || fail "usage: bases/$name/prepare OUTDIR"
  mkdir -p "$1"
  out=$(cd "$1" && pwd)
  inputs=$(find "$(dirname "$0")" -type f ! -name Dockerfile -print0 | sort -z | xargs -0 cat "$(dirname "$0")/../common.sh" | sha256sum | cut -d" " -f1)-$(fingerprint)
  if [ -z "${SLIPWAY_BASES_REFRESH:-}" ] && [ -f "$out/.prepared" ] && [ "$(cat "$out/.prepared")" = "$inputs" ]; then
    say "up to date"
    exit 0
  fi
  rm -f "$out/.prepared"
  work=$(mktemp -d "${TMPDIR:-/tmp}/slipway-base-$name.XXXXXX")
  trap 'rm -rf "$work"' EXIT
}

# What else the result depends on; a script that depends on more than its own text overrides it.
fingerprint() { uname -m; }

finish() {
  echo "$inputs" >"$out/.prepared"
  say "ready"
}

# need COMMAND PACKAGE
need() {
  command -v "$1" >/dev/null || fail "$1 is missing; install it with: apt-get install --no-install-recommends $2"
}

# The host's own Debian sources (with its mirror) when it is a Debian 12, else the public ones.
debian_sources() {
  # shellcheck disable=SC2016  # apt's own variables
  local format='deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(REPO_URI) $(CODENAME) $(COMPONENT)'
  apt-get indextargets --format "\$(CREATED_BY)|\$(ORIGIN)|\$(COMPONENT)|$format" 2>/dev/null |
    sed -n 's/^Packages|Debian|main|//p' | grep -E ' bookworm(-updates|-security)? main$' | sort -u >"$work/sources" || true
  grep -q ' bookworm main$' "$work/sources" || public_sources '[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ' >"$work/sources"
  cat "$work/sources"
}

public_sources() {
  local options=${1:-}
  echo "deb ${options}http://deb.debian.org/debian bookworm main"
  echo "deb ${options}http://deb.debian.org/debian bookworm-updates main"
  echo "deb ${options}http://deb.debian.org/debian-security bookworm-security main"
}

# debian_tree TARGET MMDEBSTRAP-OPTIONS...: writes a directory, or a tar when TARGET ends in .tar
debian_tree() {
  need mmdebstrap mmdebstrap
  [ -f /usr/share/keyrings/debian-archive-keyring.gpg ] ||
    fail "Debian's archive keys are missing; install them with: apt-get install debian-archive-keyring"
  [ "$(id -u)" = 0 ] || fail "only root can make a root file system; run it as root"
  local target=$1
  shift
  local -a proxies=()
  local line
  apt-config dump 2>/dev/null | grep -iE '^Acquire::https?::Proxy(::[^ ]*)? "[^"]' >"$work/proxies" || true
  while IFS= read -r line; do
    proxies+=("--aptopt=$line")
  done <"$work/proxies"
  debian_sources >"$work/list"
  if ! mmdebstrap --quiet "${proxies[@]}" "$@" bookworm "$target" - <"$work/list" >"$work/log" 2>&1; then
    tail -25 "$work/log" >&2
    fail "mmdebstrap failed (its last lines are above); sources were: $(tr '\n' ';' <"$work/list")"
  fi
}

# pack TREE TAR: a tar without a trace of this machine
pack() {
  tar --sort=name --format=posix --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime \
    --mtime="@$SOURCE_DATE_EPOCH" --clamp-mtime --owner=0 --group=0 --numeric-owner -C "$1" -cf "$2.part" .
  mv "$2.part" "$2"
}
