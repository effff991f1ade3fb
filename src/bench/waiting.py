"""What deliveries cost the manager and the machine that drives them: each one, very large ones, and many that wait."""

import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import startup
from bench import PROJECT, whole_number, write

# In which every lease is renewed.
WINDOW = whole_number("WINDOW", 20, least=20)
ROUNDS = whole_number("ROUNDS", 9, least=1)
HEAP = "512m"

# A delivery that waits may take this much, however many there are: as large as a ledger can be.
HEAP_EACH = 64 << 10
# And ask so much in a second: a look each second is two calls while no task is up, then three; the lease is renewed
# each twenty seconds, with two, and a third where the connection has been idle.
CALLS_EACH = {"ready": 0, "testing": 0.5, "converging": 2.5, "baking": 3.5}
# All together have this many threads, as the steps in Jenkins do.
THREADS = 10
# So much more than one of three tasks may a candidate of many leave in the heap.
HEAP_LEFT = 16 << 20


def run(report):
    subprocess.run(
        ["mvn", "-q", "-f", str(PROJECT / "cli/pom.xml"), "test", "-Dtest=*Bench", "-Dspotless.check.skip",
         f"-DargLine=-Xmx{HEAP}", f"-Dbench.window={WINDOW}", f"-Dbench.report={report}"], check=True)
    figures = {"delivery": [], "look": [], "waiting": []}
    for line in report.read_text().splitlines():
        figure = json.loads(line)
        figures[figure["bench"]].append(figure)
    return figures


def deliveries(figures):
    kinds = ["configs", "services", "tasks", "nodes", "networks", "_ping"]
    lines = ["| one delivery | replicas | calls | of them writes | " + " | ".join(kinds) + " | KB sent | KB received |",
             "|---|" + "---:|" * (len(kinds) + 5)]
    for one in figures:
        calls = one["calls"]
        writes = sum(number for kind, number in calls.items() if not kind.startswith("GET"))
        by_kind = [sum(number for what, number in calls.items() if what.split()[1] == kind) for kind in kinds]
        cells = [one["name"], one["replicas"], sum(calls.values()), writes, *by_kind,
                 f"{one['sent'] / 1e3:.0f}", f"{one['received'] / 1e3:.0f}"]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def looks(figures):
    lines = ["| one look at a candidate of | calls | KB received | seconds | MB allocated | calls per second "
             "| MB of heap afterwards |", "|---|" + "---:|" * 6]
    lines += [f"| {look['tasks']:,} tasks | {look['calls']:.0f} | {look['received'] / 1e3:,.0f} | {look['seconds']:.3f} "
              f"| {look['allocated'] / 1e6:.1f} | {look['callsPerSecond']:.1f} | {look['heap'] / 1e6:.0f} |"
              for look in figures]
    return "\n".join(lines)


def waits(figures):
    lines = ["| deliveries that wait in | how many | threads | KB of heap each | calls per second | each "
             "| KB received per second | latest look, seconds |", "|---|" + "---:|" * 7]
    lines += [f"| {w['phase']} | {w['number']:,} | {w['threads']} | {w['heap'] / 1e3:.1f} | {w['callsPerSecond']:,.1f} "
              f"| {w['callsPerSecond'] / w['number']:.2f} | {w['receivedPerSecond'] / 1e3:,.0f} | {w['late']:.1f} |"
              for w in sorted(figures, key=lambda w: (list(CALLS_EACH).index(w["phase"]), w["number"]))]
    return "\n".join(lines)


def did_not_hold(figures):
    """One line for each thing that is not as it is to be."""
    for name in sorted({one["name"] for one in figures["delivery"]}):
        numbers = {sum(one["calls"].values()) for one in figures["delivery"] if one["name"] == name}
        if len(numbers) > 1:
            yield f"{name}: the number of calls depends on the replicas: {sorted(numbers)}"
    few, many = sorted(figures["look"], key=lambda look: look["tasks"])
    if many["callsPerSecond"] > few["callsPerSecond"] * 1.1:
        yield f"{many['tasks']} tasks: {many['callsPerSecond']:.1f} calls per second, {few['callsPerSecond']:.1f} with few"
    if many["heap"] > few["heap"] + HEAP_LEFT:
        yield f"{many['tasks']} tasks: {many['heap'] - few['heap']} bytes more are left in the heap"
    for wait in figures["waiting"]:
        where = f"{wait['number']} deliveries in {wait['phase']}"
        if wait["threads"] > THREADS:
            yield f"{where}: {wait['threads']} threads, more than {THREADS}"
        if wait["heap"] > HEAP_EACH:
            yield f"{where}: {wait['heap']} bytes of heap each, more than {HEAP_EACH}"
        if wait["callsPerSecond"] > CALLS_EACH[wait["phase"]] * wait["number"]:
            yield f"{where}: {wait['callsPerSecond']:.1f} calls per second, more than {CALLS_EACH[wait['phase']]} each"


def java():
    told = subprocess.run(["java", "-version"], stderr=subprocess.PIPE, text=True, check=True).stderr
    return re.search(r'"(.*)"', told).group(1)


def main(page):
    with tempfile.TemporaryDirectory() as folder:
        figures = run(Path(folder) / "waiting.jsonl")
    started = startup.measure(ROUNDS)
    text = "\n\n".join([
        f"Measured {datetime.date.today()} with `WINDOW={WINDOW} ROUNDS={ROUNDS} src/bench/run waiting`: "
        f"{os.cpu_count()} cores, Linux {platform.release().split('-')[0]}, Java {java()}, a heap of {HEAP}.",
        deliveries(figures["delivery"]), looks(figures["look"]), waits(figures["waiting"]), startup.table(started)])
    print(text)
    failed = list(did_not_hold(figures))
    if failed:
        sys.exit("\n".join(f"DID NOT HOLD: {line}" for line in failed))
    write(page, "waiting", text)


if __name__ == "__main__":
    main(sys.argv[1])
