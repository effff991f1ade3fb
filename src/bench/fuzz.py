"""Feeds a million damaged inputs to everything that reads foreign data: each is accepted, or refused with an error of ours."""

import datetime
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import PROJECT, whole_number, write

TIMES = whole_number("TIMES", 200, 1)
LEAST = 1_000_000
HEAP = "512m"
# What an input belongs to, by the beginning of its test's name.
FAMILIES = {"Engine API": "Engine API", "HTTP of a Docker Engine": "Engine API", "HAProxy": "HAProxy", "registry": "registry",
            "ledger": "ledgers", "clusters.yml": "clusters.yml", "spec": "specs",
            "log": "output of tasks and builds", "messages": "output of tasks and builds",
            "stack files": "stack files", "files of values": "stack files"}


def run(report):
    parallel = "junit.jupiter.execution.parallel"
    done = subprocess.run(
        ["mvn", "-q", "-Dstyle.color=never", "-f", str(PROJECT / "cli/pom.xml"), "test", "-Dtest=*FuzzTest",
         "-Dspotless.check.skip", f"-DargLine=-Xmx{HEAP}", f"-Dfuzz.times={TIMES}", f"-Dfuzz.report={report}",
         f"-D{parallel}.enabled=true", f"-D{parallel}.mode.classes.default=concurrent",
         # All classes at once, whatever the number of cores: responses over TLS mostly wait.
         f"-D{parallel}.config.strategy=fixed", f"-D{parallel}.config.fixed.parallelism=8"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        print(done.stdout, flush=True)
        sys.exit("\n".join(["DID NOT HOLD", *failures(done.stdout)]))
    lines = [line.split("\t") for line in report.read_text().splitlines()]
    return families((target, int(accepted), int(refused)) for target, accepted, refused, _ in lines)


def families(counted):
    """How many inputs of each family were accepted, and refused; a target of no family stands alone."""
    sums = {}
    for target, accepted, refused in counted:
        family = next((name for beginning, name in FAMILIES.items() if target.startswith(beginning)), target)
        before = sums.get(family, (0, 0))
        sums[family] = (before[0] + accepted, before[1] + refused)
    return sorted((family, *numbers) for family, numbers in sums.items())


def failures(output):
    """The failed tests from Surefire's summary, and the inputs that it leaves out if a test ends the whole JVM."""
    told = re.findall(r"^\[ERROR\]   (.+)$", output, re.MULTILINE)
    inputs = re.findall(r"AssertionError: (.+?-Dfuzz\.seed=[0-9]+[^\]\n]*)", output)
    return [*told, *(each for each in dict.fromkeys(inputs) if not any(each in line for line in told))]


def main(page):
    with tempfile.TemporaryDirectory() as folder:
        counted = run(Path(folder) / "fuzz.tsv")
    total = sum(accepted + refused for _, accepted, refused in counted)
    rows = "\n".join(f"| {target} | {accepted + refused:,} | {accepted:,} | {refused:,} |"
                     for target, accepted, refused in counted)
    text = f"""Measured {datetime.date.today()} with `TIMES={TIMES} src/bench/run fuzz`: {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}, a heap of {HEAP}; {total:,} inputs.

| damaged input | inputs | accepted | refused |
|---|---:|---:|---:|
{rows}"""
    print(text)
    if total < LEAST:
        sys.exit(f"DID NOT HOLD: fewer than {LEAST:,} inputs")
    write(page, "fuzz", text)


if __name__ == "__main__":
    main(sys.argv[1])
