"""Kills the command before and after every request that changes something; the next command must recover from it."""

import datetime
import subprocess
import sys
from pathlib import Path

from bench import PROJECT, machine, whole_number, write

EVERY = whole_number("EVERY", 1, 1)
LEAST = 60
SERVICE_TESTS = "KillMatrix,KillIT,KillRollbackIT,StackAdoptionIT,ConfigureIT,RollbackIT,AdoptionIT"
STACK_TESTS = "KillMatrix,StackKillIT"


def run(state, stacks):
    report = Path(state) / "kill.tsv"
    report.unlink(missing_ok=True)
    failed = subprocess.run(
        ["mvn", "-q", "-f", str(PROJECT / "cli/pom.xml"), "failsafe:integration-test", "failsafe:verify", "-Plab",
         f"-Dit.test={STACK_TESTS if stacks else SERVICE_TESTS}", "-Dlab.leftOut=none", f"-Dlab.state={state}",
         f"-Dkill.every={EVERY}", f"-Dkill.stacks={str(stacks).lower()}"]).returncode
    if failed:
        sys.exit("DID NOT HOLD")
    return [line.split("\t") for line in report.read_text().splitlines()]


def row(scenario, runs):
    """The points, and how many of them each of the two commands recovered from; all of them, else there is no table."""
    held = {how: sum(int(count) for _, _, by, count, _ in runs if by == how) for how in ("resumed", "anew")}
    sent = sum(int(count) for *_, count in runs)
    users = f"{sent:,} | 0" if sent else "– | –"
    return held["resumed"], f"| {scenario} | {held['resumed']} | {held['resumed']} | {held['anew']} | {users} |"


def main(state, page, what="kill"):
    runs = run(state, stacks=what == "kill-stacks")
    scenarios = sorted({each[0] for each in runs})
    rows = [row(scenario, [each for each in runs if each[0] == scenario]) for scenario in scenarios]
    points = sum(count for count, _ in rows)
    table = "\n".join(line for _, line in rows)
    text = f"""Measured {datetime.date.today()} with `EVERY={EVERY} src/bench/run {what}`: {machine()}. {points} points, each twice.

| killed during | points | recovered by `resume` | recovered by another `deliver` | requests sent | failed |
|---|---:|---:|---:|---:|---:|
{table}"""
    print(text)
    if points < LEAST:
        sys.exit(f"DID NOT HOLD: fewer than {LEAST} points")
    write(page, what, text)


if __name__ == "__main__":
    main(*sys.argv[1:])
