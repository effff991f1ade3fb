"""Switches behind a real Traefik, under load: requests on kept and fresh connections, and one WebSocket."""

import datetime
import json
import statistics
import sys
import time

from bench import Lab, machine, spread, whole_number, write
from load import Traffic
from switch import switch

CLUSTER = "edge"
APPLICATION = "bench-edge"
HOST = f"{APPLICATION}.lab"
RATE = whole_number("RATE", 400, 10)
REQUESTS = whole_number("REQUESTS", 200_000, 1)
SWITCHES = 20
# Beside that, during a switch: it sets the resolution of how long both releases answer.
SPANS_RATE = 150
KINDS = [
    ("kept connections", "version", ["-host", HOST, "-rate", str(RATE // 2), "-fresh", "1000000"]),
    ("a fresh connection every other time", "version", ["-host", HOST, "-rate", str(RATE // 2), "-fresh", "2"]),
    ("messages on a WebSocket", "socket", ["-host", HOST, "-socket"]),
]


def spec_file(lab):
    """Traefik has no health checks of its own here, and Docker's must pass soon."""
    spec = json.loads(open(lab.spec_file(APPLICATION, 3)).read())
    spec["Labels"] = {f"traefik.http.routers.{APPLICATION}.rule": f"Host(`{HOST}`)",
                      f"traefik.http.services.{APPLICATION}.loadbalancer.server.port": "8080"}
    path = lab.state / f"{APPLICATION}.json"
    path.write_text(json.dumps(spec))
    return str(path)


def measure(lab):
    """Switches back and forth between two warm releases, so that the WebSocket's task stays."""
    lab.cli("deliver", CLUSTER, APPLICATION, "--image", lab.image("1.0"), "--spec", spec_file(lab))
    addresses = [f"http://{lab.properties[f'node.{node}.address']}:8480/" for node in ("p1", "p2", "p3")]
    switches = []
    with Traffic(lab, addresses, KINDS) as traffic:
        end = time.monotonic() + REQUESTS / RATE
        lab.cli("deliver", CLUSTER, APPLICATION, "--image", lab.image("2.0"), "--keep-standby", "1h")
        while time.monotonic() < end or len(switches) < SWITCHES:
            print(f"{end - time.monotonic():.0f} s left, {len(switches)} switches", flush=True)
            switches.append(switch(lab, addresses, CLUSTER, APPLICATION, SPANS_RATE))
        return switches, traffic.end()


def main(state, page):
    switches, counted = measure(Lab(state))
    met, took = zip(*switches)
    rows = "\n".join(f"| {kind} | {each['sent']:,} | {each['failed']} | {each['p50Millis']:.1f} | {each['p99Millis']:.1f} "
                     f"| {each['maxMillis']:.1f} |" for kind, each in counted.items())
    sent = sum(each["sent"] for kind, each in counted.items() if kind != KINDS[-1][0])
    text = f"""Measured {datetime.date.today()} with `RATE={RATE} REQUESTS={REQUESTS} src/bench/run load-traefik`: {machine()}.

| | sent | failed | p50 ms | p99 ms | longest ms |
|---|---:|---:|---:|---:|---:|
{rows}

- {len(switches) + 1} switches between two releases with three tasks each, on three replicas of Traefik that read labels each second.
- Both releases answered for {statistics.median(met):.0f} ms ({min(met):.0f}–{max(met):.0f}): the first replica had read the new labels, the last had not.
- The phase *switching*, with the proof on every replica, took {spread([each / 1000 for each in took])}.
- The WebSocket was opened {counted[KINDS[-1][0]]['moved'] + 1} time(s): it stays with its task, whatever is switched."""
    print(text)
    failures = [failure for each in counted.values() for failure in each["failures"]]
    if failures or sent < REQUESTS:
        sys.exit("\n".join(["DID NOT HOLD", *failures]))
    write(page, "load-traefik", text)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
