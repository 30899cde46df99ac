#!/usr/bin/env bash
# The worker of the dispatch bench: DispatchJobs, hosted by bin/agent-cli start like any agent. Says in $BENCH_LOG when it has
# begun and when the server has registered it, on the monotonic clock, to 10 ms.
#   dispatch_worker.sh CLASSES    CLASSES is what bin/agent-bench --classpath prints
set -euo pipefail
root=$(cd "$(dirname "$0")/../../../.." && pwd -P)

step() {
  local up
  read -r up _ </proc/uptime
  echo "{\"ev\":\"$1\",\"t\":${up/./}0000000,\"pid\":$$}" >>"$BENCH_LOG"
}

step imported
# Of the bench's JARs only those that the command line has not: one that is on the class path twice is opened twice.
classpath() {
  local IFS= jar
  shopt -s nullglob
  export PARLEY_CLASSPATH=${1%%:*}
  for jar in ${1#*:}; do
    [ -e "$root/agent-cli/target/launcher/lib/${jar##*/}" ] || PARLEY_CLASSPATH+=:$jar
  done
}
classpath "$1"
export PARLEY_JAVA_OPTS="-Dparley.worker.livekit.health-port=0 -Dparley.worker.livekit.load-threshold=2 ${PARLEY_JAVA_OPTS:-}"
export LIVEKIT_API_KEY=devkey LIVEKIT_API_SECRET=secret0123456789secret0123456789xx
exec 3< <(exec "$root/bin/agent-cli" start --port 0 --server-url ws://127.0.0.1:7990 --agent-name bench \
  --agent dev.parley.bench.livekit.DispatchJobs 2>&1)
worker=$!
trap 'kill "$worker"; wait "$worker"' TERM
while read -r -u 3 line; do
  echo "$line"
  case $line in *"registered as"*) step registered ;; esac
done
