# shellcheck shell=bash
# What a run of ./verify says at its end.
report=()
times=$(mktemp)

# covered WHAT FOLDER: the figures of the JUnit reports there, and the names of tests that were skipped. No report at all
# ends the run.
covered() {
  local figures
  figures=$(python3 lab/verify/count-tests "$2" "$times")
  report+=("covered      $1: $figures")
}
left_out() { report+=("NOT covered  $*"); }

# say_what_was_covered STATUS
say_what_was_covered() {
  if [[ -s $times ]]; then
    headline "The ten slowest test classes, in seconds"
    # head ends before sort has said all.
    { sort -rn "$times" || true; } | head -n 10
  fi
  rm -f "$times"
  headline "What was covered"
  printf '%s\n' "${report[@]}"
  if [[ $1 -eq 0 ]]; then echo "verify: all of that passed"; else echo "verify: FAILED"; fi
}
