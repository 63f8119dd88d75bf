# Shared by the benchmarks: timing, medians, tables, an instance of their own. Sourced, not run.
# shellcheck shell=bash

set -euo pipefail
export LC_ALL=C.UTF-8

# BENCH_SLIPWAY names another launcher than the checkout's.
bench_home="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)"
bench_work="$(mktemp -d /tmp/slipway-bench.XXXXXX)"
bench_ends=()

# Runs the given words at the end, the last ones first, also after a failure.
at_end() { bench_ends=("$*" "${bench_ends[@]+"${bench_ends[@]}"}"); }

finish() {
  local words
  for words in "${bench_ends[@]+"${bench_ends[@]}"}"; do
    eval "$words" >/dev/null 2>&1 || true
  done
  rm -rf -- "$bench_work"
}
trap finish EXIT

note() { printf '%s\n' "$*" >&2; }

# Milliseconds that a command takes; its output goes to $bench_work/last.log.
milliseconds() {
  local begin end
  begin=$(date +%s%N)
  if ! "$@" >"$bench_work/last.log" 2>&1; then
    cat -- "$bench_work/last.log" >&2
    note "failed: $*"
    exit 1
  fi
  end=$(date +%s%N)
  echo $(((end - begin) / 1000000))
}

# The median of the numbers on standard input.
median() { sort -n | awk '{v[NR]=$1} END {print NR % 2 ? v[(NR+1)/2] : int((v[NR/2]+v[NR/2+1])/2)}'; }

# Ours over theirs, with two digits.
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.2f", a / b}'; }

machine() {
  printf 'Machine: %s cores, %s, Linux %s, %s.\n' "$(nproc)" \
    "$(awk -F': ' '/model name/ {print $2; exit}' /proc/cpuinfo)" "$(uname -r)" "$(date -u +%F)"
}

# Starts an instance of its own; sets SLIPWAY_DATA for all that follows.
instance() {
  export SLIPWAY_DATA="$bench_work/data"
  "${BENCH_SLIPWAY:-$bench_home/slipway}" up >&2
  at_end "'${BENCH_SLIPWAY:-$bench_home/slipway}' down"
}

# The process of that instance, and the Java it runs on.
instance_pid() { sed -n 's/.*"pid":"\([0-9]*\)".*/\1/p' "$SLIPWAY_DATA/run/daemon.json"; }
instance_java() { readlink -- "/proc/$(instance_pid)/exe"; }
