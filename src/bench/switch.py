"""How long users reach both releases during a switch: from the first response of the new one to the last of the old one."""

import datetime
import json
import signal
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench import Lab, machine, phases, whole_number, write

APPLICATION = "bench-switch"
ROUNDS = whole_number("ROUNDS", 5, 1)
# Over all proxies: what two cores can carry beside ten nodes. It sets the resolution.
RATE = 900


def both(spans, old, new):
    """Milliseconds in which one proxy already served the new release and another still the old one."""
    first = min(span["first"] for span in spans if span["served"] == new)
    last = max(span["last"] for span in spans if span["served"] == old)
    return max(0.0, (last - first) * 1000)


def served(document, key):
    placed = document["delivery"][key]
    return f"{placed['color']} {placed['version']}"


def switch(lab, addresses, cluster="production", application=APPLICATION, rate=RATE):
    """Rolls back to the standby, under traffic; returns how long both releases answered, and how long the switch took."""
    output = lab.state / "switch.json"
    output.unlink(missing_ok=True)
    traffic = subprocess.Popen([str(lab.state / "traffic"), "-host", f"{application}.lab", "-rate", str(rate), "-spans",
                                "-output", str(output), *(address + "version" for address in addresses)])
    try:
        document = lab.cli("rollback", cluster, application, "--keep-standby", "1h")
        time.sleep(1)
        traffic.send_signal(signal.SIGTERM)
        traffic.wait(60)
    finally:
        traffic.kill()
    counted = json.loads(output.read_text())
    if counted["failed"]:
        raise RuntimeError(f"{counted['failed']} requests failed: {counted['failures']}")
    met = both(counted["spans"], served(document, "from"), served(document, "to"))
    return met, phases(document, "switching") * 1000


def measure(state, results):
    """On the running lab, with as many proxies as its production Swarm has nodes."""
    lab = Lab(state)
    lab.cli("deliver", "production", APPLICATION, "--image", lab.image("1.0"), "--spec", lab.spec_file(APPLICATION, 1))
    lab.cli("deliver", "production", APPLICATION, "--image", lab.image("2.0"), "--keep-standby", "1h")
    addresses = lab.cli("status", "production", APPLICATION)["applications"][0]["addresses"]["service"]
    measured = [switch(lab, addresses) for _ in range(2 * ROUNDS)]
    with open(results, "a") as file:
        file.write(json.dumps({"proxies": len(addresses), "measured": measured}) + "\n")


def row(result):
    proxies = result["proxies"]
    met, took = zip(*result["measured"])
    cells = [f"{statistics.median(values):.0f} ms ({min(values):.0f}–{max(values):.0f})" for values in (met, took)]
    return f"| {proxies} | {cells[0]} | {1000 * proxies / RATE:.0f} ms | {cells[1]} |"


def report(results, page):
    rows = [row(json.loads(line)) for line in Path(results).read_text().splitlines()]
    text = "\n".join([
        f"Measured {datetime.date.today()} with `ROUNDS={ROUNDS} src/bench/run switch`: {machine()}; {2 * ROUNDS} switches each, "
        f"at {RATE} requests/s; median (range).", "",
        "| proxies | both releases answer | resolution | phase *switching*, with label and proofs |",
        "|---:|---:|---:|---:|", *rows])
    print(text)
    write(page, "switch", text)


if __name__ == "__main__":
    {"measure": measure, "report": report}[sys.argv[1]](*sys.argv[2:])
