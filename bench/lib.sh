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
# Whether a process still runs; one that has ended stays listed until somebody asks for its exit code.
runs() { [[ -r /proc/$1/stat ]] && ! grep -q ') [ZX] ' "/proc/$1/stat" 2>/dev/null; }
instance_java() { readlink -- "/proc/$(instance_pid)/exe"; }

# Where the instance's Ingress answers.
ingress_url() { sed -n 's/.*"ingress" *: *"\([^"]*\)".*/\1/p' "$SLIPWAY_DATA/run/daemon.json"; }

# Three replicas of a small web server behind the Ingress; its images are bench-web:v1 and v2.
web_application() {
  local version image
  export KUBECONFIG="$SLIPWAY_DATA/kubeconfig"
  for version in 1 2; do
    image="$bench_work/v$version"
    mkdir -p "$image/bin" "$image/www"
    cp "$(command -v busybox)" "$image/bin/busybox"
    echo "version $version" >"$image/www/index.html"
    printf 'FROM scratch\nCOPY bin/ /bin/\nCOPY www/ /www/\nENTRYPOINT ["/bin/busybox", "httpd", "-f", "-p", "8000", "-h", "/www"]\n' \
      >"$image/Dockerfile"
    "${BENCH_SLIPWAY:-$bench_home/slipway}" build "$image" -t "bench-web:v$version" -q >&2
  done

  kubectl apply -f - >&2 <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: bench-web:v1
        imagePullPolicy: IfNotPresent
        ports: [{containerPort: 8000}]
        readinessProbe:
          httpGet: {path: /, port: 8000}
          periodSeconds: 1
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 8000}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: web, port: {number: 8000}}}
YAML
  kubectl rollout status deployment/web --timeout=60s >&2
}
