"""The load of deliveries on the manager and on the machine that drives them: single, very large, and many waiting ones."""

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

# Long enough for every lease to be renewed.
WINDOW = whole_number("WINDOW", 20, least=20)
ROUNDS = whole_number("ROUNDS", 9, least=1)
HEAP = "512m"

# The most heap that a waiting delivery may take, however many there are: the size limit of a ledger.
HEAP_EACH = 64 << 10
# The most calls that each may make in a second: a poll each second is two calls while no task is up, then three; the
# lease is renewed every twenty seconds with two calls, and a third if the connection was idle.
CALLS_EACH = {"ready": 0, "testing": 0.5, "converging": 2.5, "baking": 3.5}
# The number of threads for all of them, as for the steps in Jenkins.
THREADS = 10
# How long the plan of the largest stack may take, in seconds, and how large a ledger may become.
PLAN_SECONDS = 5
LEDGER = 64 << 10
# How much more a candidate of many tasks may leave in the heap than one of three tasks.
HEAP_LEFT = 16 << 20


def run(report):
    subprocess.run(
        ["mvn", "-q", "-f", str(PROJECT / "cli/pom.xml"), "test", "-Dtest=*Bench", "-Dspotless.check.skip",
         f"-DargLine=-Xmx{HEAP}", f"-Dbench.window={WINDOW}", f"-Dbench.report={report}"], check=True)
    figures = {"delivery": [], "look": [], "waiting": [], "plan": []}
    for line in report.read_text().splitlines():
        figure = json.loads(line)
        figures[figure["bench"]].append(figure)
    return figures


def deliveries(figures):
    """One row for each kind of delivery: only the bytes depend on the replicas."""
    replicas = sorted({one["replicas"] for one in figures})
    lines = [f"| one delivery | calls | of them writes | KB sent | KB received with {', '.join(map(str, replicas))} replicas |",
             "|---|" + "---:|" * 4]
    for name in dict.fromkeys(one["name"] for one in figures):
        same = sorted((one for one in figures if one["name"] == name), key=lambda one: one["replicas"])
        calls = same[0]["calls"]
        writes = sum(number for kind, number in calls.items() if not kind.startswith("GET"))
        received = ", ".join(f"{one['received'] / 1e3:.0f}" for one in same)
        lines.append(f"| {name} | {sum(calls.values())} | {writes} | {max(one['sent'] for one in same) / 1e3:.0f} | {received} |")
    return "\n".join(lines)


def looks(figures):
    lines = ["| one poll of a candidate with | calls | KB received | seconds | MB allocated | calls per second "
             "| MB of heap afterwards |", "|---|" + "---:|" * 6]
    lines += [f"| {look['tasks']:,} tasks | {look['calls']:.0f} | {look['received'] / 1e3:,.0f} | {look['seconds']:.3f} "
              f"| {look['allocated'] / 1e6:.1f} | {look['callsPerSecond']:.1f} | {look['heap'] / 1e6:.0f} |"
              for look in figures]
    return "\n".join(lines)


def waits(figures):
    """Of the most deliveries that were measured in each phase; the smaller numbers are only checked."""
    lines = ["| waiting deliveries | threads | KB of heap each | calls per second | of each "
             "| KB received per second | latest poll, seconds late |", "|---|" + "---:|" * 6]
    most = [max((w for w in figures if w["phase"] == phase), key=lambda w: w["number"]) for phase in CALLS_EACH]
    lines += [f"| {w['number']:,} in *{w['phase']}* | {w['threads']} | {w['heap'] / 1e3:.1f} | {w['callsPerSecond']:,.1f} "
              f"| {w['callsPerSecond'] / w['number']:.2f} | {w['receivedPerSecond'] / 1e3:,.0f} | {w['late']:.1f} |"
              for w in most]
    return "\n".join(lines)


def plans(figures):
    lines = ["| plan of a stack with | beside applications | calls | KB received | first plan, seconds | median, seconds "
             "| KB of ledger |", "|---|" + "---:|" * 6]
    lines += [f"| {plan['services']} services | {plan['applications'] - 1} | {plan['calls']} | {plan['received'] / 1e3:,.0f} "
              f"| {plan['first']:.2f} | {plan['seconds']:.2f} | {plan['ledger'] / 1e3:.1f} |"
              for plan in sorted(figures, key=lambda plan: plan["services"])]
    return "\n".join(lines)


def did_not_hold(figures):
    """One line for each limit that was exceeded."""
    for name in sorted({one["name"] for one in figures["delivery"]}):
        numbers = {sum(one["calls"].values()) for one in figures["delivery"] if one["name"] == name}
        if len(numbers) > 1:
            yield f"{name}: the number of calls depends on the replicas: {sorted(numbers)}"
    few, many = sorted(figures["look"], key=lambda look: look["tasks"])
    if many["callsPerSecond"] > few["callsPerSecond"] * 1.1:
        yield f"{many['tasks']} tasks: {many['callsPerSecond']:.1f} calls per second, {few['callsPerSecond']:.1f} with few"
    if many["heap"] > few["heap"] + HEAP_LEFT:
        yield f"{many['tasks']} tasks: {many['heap'] - few['heap']} bytes more are left in the heap"
    for plan in figures["plan"]:
        if plan["first"] > PLAN_SECONDS or plan["ledger"] > LEDGER:
            yield f"plan of {plan['services']} services: {plan['first']:.1f} s, ledger of {plan['ledger']} bytes"
    if len({plan["calls"] for plan in figures["plan"]}) > 1:
        yield "plan: the number of calls depends on the services"
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
        deliveries(figures["delivery"]), looks(figures["look"]), plans(figures["plan"]), waits(figures["waiting"]),
        startup.table(started)])
    print(text)
    failed = list(did_not_hold(figures))
    if failed:
        sys.exit("\n".join(f"DID NOT HOLD: {line}" for line in failed))
    write(page, "waiting", text)


if __name__ == "__main__":
    main(sys.argv[1])
