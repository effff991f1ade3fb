"""Many requests while everything changes: none may fail, and none may be answered by a release that is no longer live."""

import datetime
import json
import signal
import statistics
import subprocess
import sys
import time

from bench import Lab, machine, whole_number, write

APPLICATION = "bench-load"
RATE = whole_number("RATE", 800, 10)
REQUESTS = whole_number("REQUESTS", 1_000_000, 1)
FLIPS = 10
# Besides plain requests: slow ones and long polls that are in flight during a switch, and uploads.
KINDS = [
    ("requests", "version", ["-rate", str(RATE), "-fresh", "10", "-seconds"]),
    ("slow requests (5 s)", "slow?seconds=5", ["-rate", "20"]),
    ("long polls (10 s)", "poll?seconds=10", ["-rate", "5"]),
    ("uploads (256 KiB)", "upload", ["-rate", "10", "-upload", str(256 << 10)]),
]


class Traffic:
    def __init__(self, lab, addresses, kinds=KINDS):
        self.processes = []
        for number, (kind, path, options) in enumerate(kinds):
            output = lab.state / f"load-{number}.json"
            output.unlink(missing_ok=True)
            command = [str(lab.state / "traffic"), "-failover", *options, "-output", str(output), *(a + path for a in addresses)]
            self.processes.append((kind, output, subprocess.Popen(command)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for _, _, process in self.processes:
            process.kill()

    def end(self):
        """What was counted, by kind."""
        for _, _, process in self.processes:
            process.send_signal(signal.SIGTERM)
        for kind, _, process in self.processes:
            if process.wait(120):
                raise RuntimeError(f"{kind}: traffic ended with {process.returncode}")
        return {kind: json.loads(output.read_text()) for kind, output, _ in self.processes}


class Changes:
    """What was done, and when: between two changes one release is live, and no other may answer."""

    def __init__(self, lab, application=APPLICATION):
        self.lab = lab
        self.application = application
        self.spans = []
        self.restarts = []
        self.live = ""

    def do(self, *arguments):
        began = time.time()
        self.lab.cli(*arguments)
        status = self.lab.cli("status", "production", self.application)
        active = status["applications"][0]["active"]
        self.live = f"{active['color']} {active['version']}"
        self.spans.append((began, time.time(), self.live))

    def deliver(self, version, *options):
        self.do("deliver", "production", self.application, "--image", self.lab.image(version), *options)

    def rollback(self, *options):
        self.do("rollback", "production", self.application, *options)

    def configure(self, value):
        self.do("configure", "production", self.application, "--set", value)

    def flip(self):
        """Ten switches back and forth, both releases warm."""
        began = time.monotonic()
        for _ in range(FLIPS):
            self.rollback("--keep-standby", "1h")
        return time.monotonic() - began

    def restart_proxies(self):
        """One after the other. The live release does not change."""
        began = time.time()
        self.lab.docker("service", "update", "--force", "--quiet", "swarm-router")
        # Docker's command may return before all nodes have had their turn.
        while self.lab.api("GET", "/services/swarm-router")["UpdateStatus"]["State"] == "updating":
            time.sleep(1)
        self.lab.await_running("swarm-router", len(self.lab.api("GET", "/nodes")))
        self.restarts.append((began, time.time()))

    def steady(self, second):
        """The release that is live throughout this second; None while something is being changed."""
        live = None
        for began, ended, to in self.spans:
            if began < second + 1 and ended > second:
                return None
            if ended <= second:
                live = to
        return live

    def calm(self, second):
        """Whether nothing was being changed in it, nor was a proxy restarted."""
        return self.steady(second) and not self.restarting(second)

    def restarting(self, second):
        return any(began < second + 1 and ended > second for began, ended in self.restarts)


def wrong(seconds, changes):
    """Number of requests that were due while one release was live and were answered by another."""
    count = 0
    for second in seconds:
        live = changes.steady(second["at"])
        if live:
            count += sum(number for served, number in second["served"].items() if served != live)
    return count


def p99(seconds):
    return statistics.median(second["p99Millis"] for second in seconds)


def run(lab):
    changes = Changes(lab)
    changes.deliver("1.0", "--spec", lab.spec_file(APPLICATION, 3))
    status = lab.cli("status", "production", APPLICATION)
    with Traffic(lab, status["applications"][0]["addresses"]["service"]) as traffic:
        end = time.monotonic() + REQUESTS / RATE
        flips = change(changes)
        while time.monotonic() < end:
            print(f"{end - time.monotonic():.0f} s left", flush=True)
            change(changes)
        return changes, traffic.end(), flips


def change(changes):
    """A release, switches back and forth, a rollback, another release, new proxies; returns how long the switches took."""
    time.sleep(5)
    changes.deliver("2.0", "--keep-standby", "1h", "--bake", "3s")
    time.sleep(5)
    flips = changes.flip()
    changes.rollback()
    time.sleep(5)
    changes.deliver("2.1")
    time.sleep(5)
    changes.restart_proxies()
    return flips


def main(state, page):
    changes, counted, flips = run(Lab(state))
    plain = counted["requests"]
    seconds = plain["seconds"]
    calm = [second for second in seconds if changes.calm(second["at"])]
    busy = [second for second in seconds if not changes.steady(second["at"])]
    restarting = [second for second in seconds if changes.restarting(second["at"])]
    astray = wrong(seconds, changes)
    rows = "\n".join(f"| {kind} | {each['sent']:,} | {each['failed']} | {each['moved']:,} | {each['p50Millis']:.1f} | {each['p99Millis']:.1f} "
                     f"| {each['maxMillis']:.1f} |" for kind, each in counted.items())
    text = f"""Measured {datetime.date.today()} with `RATE={RATE} REQUESTS={REQUESTS} src/bench/run load`: {machine()}.

| | sent | failed | by another proxy | p50 ms | p99 ms | longest ms |
|---|---:|---:|---:|---:|---:|---:|
{rows}

- {len(changes.spans) - 1} switches, {FLIPS} of them back and forth within {flips:.0f} s. All proxies were restarted {len(changes.restarts)} times, one
  after the other. A client that could not connect, or got no answer to a GET, tried the next proxy, as a load balancer does
  (*by another proxy*).
- Responses from a release that was no longer live: {astray}, in the {len(seconds) - len(busy)} seconds in which no release was being changed.
- p99 in seconds with a change to a release, compared with seconds without any change: {p99(busy) / p99(calm):.2f}
  (medians: {p99(busy):.1f} ms and {p99(calm):.1f} ms); in seconds with proxy restarts: {p99(restarting) / p99(calm):.2f}."""
    print(text)
    failures = [failure for each in counted.values() for failure in each["failures"]]
    if failures or astray or plain["sent"] < REQUESTS:
        sys.exit("\n".join(["DID NOT HOLD", *failures]))
    write(page, "load", text)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
