# shellcheck shell=bash
# Daemons of the lab. Each one is recorded in $RUN/<name>.pid as "pid start-time". A pid is only ever signalled
# while the kernel gives that start time for it and its command line names this lab's folder: a recycled pid is
# left alone.

# start time of a process in clock ticks since boot: field 22 of stat, counted after the ")" that ends the name
start_time() { sed -n 's/.*) //p' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }

# spawn NAME LOG COMMAND…: starts a daemon in a session of its own. It records itself before it becomes the
# daemon, so there is no moment at which it runs unrecorded.
spawn() {
  local name=$1 log=$2; shift 2
  # shellcheck disable=SC2016  # expanded by the new shell
  setsid bash -c '
    record=$1; shift
    echo "$$ $(sed "s/.*) //" "/proc/$$/stat" | cut -d" " -f20)" >"$record"
    exec "$@"' spawn "$RUN/$name.pid" "$@" >>"$log" 2>&1 </dev/null 9>&- &
  wait_until 5 recorded_pid "$name" || die "$name did not start: see $log."
}

# The pid of a recorded process that is still the same process; fails when there is none.
recorded_pid() {
  local pid started
  [[ -s $RUN/$1.pid ]] || return 1
  read -r pid started <"$RUN/$1.pid"
  [[ -n $started && $(start_time "$pid") == "$started" ]] || return 1
  grep -qF "$STATE" "/proc/$pid/cmdline" 2>/dev/null || return 1     # (empty for a zombie)
  echo "$pid"
}

# finish NAME [SIGNAL]: ends a recorded process and forgets it; harmless when it is gone already.
finish() {
  local name=$1 signal=${2:-KILL} pid
  if pid=$(recorded_pid "$name"); then
    kill "-$signal" "$pid" 2>/dev/null || true
    wait_until 20 gone "$name" || die "process $pid ($name of lab '$LAB') does not end on SIG$signal."
  fi
  rm -f "$RUN/$name.pid"
}

gone() { ! recorded_pid "$1"; }

anything_runs() {
  local name
  for name in registry "${NODES[@]}"; do
    if recorded_pid "$name" >/dev/null; then return 0; fi
  done
  return 1
}
