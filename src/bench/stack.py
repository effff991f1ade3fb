"""A stack delivered as one: requests on two of its routes while everything changes, and how long eight services take."""

import copy
import datetime
import json
import statistics
import sys
import time
from urllib.parse import quote

from bench import PROJECT, POLL_SECONDS, Lab, machine, phases, spread, whole_number, write
from load import Changes, Traffic, wrong
from speed import TO_SWITCHED

LOADED = "bench-stack"
RATE = whole_number("RATE", 300, 10)
REQUESTS = whole_number("REQUESTS", 300_000, 1)
KINDS = [
    ("web, by host", "version", ["-host", f"{LOADED}.lab", "-rate", str(RATE * 2 // 3), "-fresh", "10", "-seconds"]),
    ("api, by host and path", "api/version", ["-host", f"{LOADED}.lab", "-rate", str(RATE // 3), "-fresh", "10", "-seconds"]),
]
EIGHT = "bench-eight"
ROUNDS = whole_number("ROUNDS", 5, 1)
SERVICES = 8
TASKS = 3
TO_LIVE = ["providing", "running-jobs", *TO_SWITCHED]


def shop(lab):
    """The example's five services and a sixth; api has a route of its own."""
    over = lab.state / "over.json"
    route = {"swarm-delivery.route.port": "8080", "swarm-delivery.route.host": f"{LOADED}.lab",
             "swarm-delivery.route.path": "/api"}
    over.write_text(json.dumps({"version": "3.8", "services": {
        "api": {"deploy": {"labels": route}},
        "search": {"image": "${IMAGE}:${VERSION}", "healthcheck": {"interval": "3s"}, "deploy": {"endpoint_mode": "dnsrr"}}}}))
    return ["--stack", str(PROJECT / "examples/shop/docker-stack.yml"), "--stack", str(over), "--set", f"HOST={LOADED}.lab",
            "--set", f"IMAGE={lab.properties['goDemoImage']}", "--set", f"DB_IMAGE={lab.properties['redisImage']}"]


def load(lab):
    changes = Changes(lab, LOADED)
    stack = shop(lab)

    def deliver(version, *options):
        changes.do("deliver", "production", LOADED, *stack, "--set", f"VERSION={version}", *options)

    def change():
        """A release that becomes the standby of the next rollback, a setting, another release, a cold rollback."""
        deliver("2.0", "--keep-standby", "1h")
        changes.rollback()
        changes.configure(f"LOG_LEVEL=level-{len(changes.spans)}")
        deliver("2.1")
        changes.rollback("--to", "1.0")

    deliver("1.0")
    addresses = [f"http://{lab.properties[f'node.{node}.address']}:8080/" for node in ("p1", "p2", "p3")]
    with Traffic(lab, addresses, KINDS) as traffic:
        end = time.monotonic() + REQUESTS / RATE
        while time.monotonic() < end:
            print(f"{end - time.monotonic():.0f} s left", flush=True)
            change()
        return changes, traffic.end()


def report_load(lab, page):
    changes, counted = load(lab)
    astray = sum(wrong(each["seconds"], changes) for each in counted.values())
    sent = sum(each["sent"] for each in counted.values())
    rows = "\n".join(f"| {kind} | {each['sent']:,} | {each['failed']} | {each['moved']:,} | {each['p50Millis']:.1f} "
                     f"| {each['p99Millis']:.1f} | {each['maxMillis']:.1f} |" for kind, each in counted.items())
    text = f"""Measured {datetime.date.today()} with `RATE={RATE} REQUESTS={REQUESTS} src/bench/run load-stack`: {machine()}.

| | sent | failed | by another proxy | p50 ms | p99 ms | longest ms |
|---|---:|---:|---:|---:|---:|---:|
{rows}

- {len(changes.spans) - 1} switches of six services: deliveries, rollbacks to the standby and to a kept release, and changed values.
- Responses from a release that was no longer live: {astray}."""
    print(text)
    failures = [failure for each in counted.values() for failure in each["failures"]]
    if failures or astray or sent < REQUESTS:
        sys.exit("\n".join(["DID NOT HOLD", *failures]))
    write(page, "load-stack", text)


def eight(lab):
    """A stack file of eight services with three tasks each; users reach the first."""
    service = {"image": "${IMAGE}:${VERSION}", "healthcheck": {"interval": "3s"},
               "deploy": {"replicas": TASKS, "endpoint_mode": "dnsrr"}}
    services = {f"service-{number + 1}": copy.deepcopy(service) for number in range(SERVICES)}
    services["service-1"]["deploy"]["labels"] = {"swarm-delivery.route.port": "8080",
                                                 "swarm-delivery.route.host": f"{EIGHT}.lab"}
    file = lab.state / "eight.json"
    file.write_text(json.dumps({"version": "3.8", "services": services}))
    return ["--stack", str(file), "--set", f"IMAGE={lab.properties['goDemoImage']}"]


def filtered(kind):
    return f"/{kind}?filters=" + quote(json.dumps({"label": [f"io.jenkins.swarm-delivery.application={EIGHT}"]}))


def live_objects(lab):
    """What each delivery creates: services and their color's network, under names and without labels that deliveries know."""
    (color,) = [each for each in lab.api("GET", filtered("networks")) if each["Name"].endswith(("-blue", "-green"))]
    # Its options hold the VXLAN that Docker has chosen for it.
    network = {"Name": "bare-" + color["Name"], "Driver": color["Driver"], "Attachable": color["Attachable"]}
    specs = []
    for service in lab.api("GET", filtered("services")):
        spec = service["Spec"]
        spec["Name"] = "bare-" + spec["Name"]
        spec["Labels"] = {}
        for attachment in spec["TaskTemplate"]["Networks"]:
            if attachment["Target"] in (color["Id"], color["Name"]):
                attachment["Target"] = network["Name"]
        specs.append(spec)
    return network, specs


def bare(lab, network, specs):
    """Creates the same through the Engine API, one after the other; seconds until all tasks are healthy."""
    began = time.monotonic()
    lab.api("POST", "/networks/create", network)
    names = []
    for spec in specs:
        lab.api("POST", "/services/create", spec)
        names.append(spec["Name"])
    while any(lab.running(name) < TASKS for name in names):
        time.sleep(POLL_SECONDS)
    took = time.monotonic() - began
    for name in names[1:]:
        lab.api("DELETE", "/services/" + name)
    lab.remove(names[0])
    lab.api("DELETE", "/networks/" + network["Name"])
    return took


def report_speed(lab, page):
    stack = eight(lab)
    ours, limits = [], []
    document = lab.cli("deliver", "production", EIGHT, *stack, "--set", "VERSION=1.0")
    objects = live_objects(lab)
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}", flush=True)
        limits.append(bare(lab, *objects))
        document = lab.cli("deliver", "production", EIGHT, *stack, "--set", f"VERSION={['2.0', '1.0'][number % 2]}")
        ours.append(phases(document, *TO_LIVE))
        print(f"bare {limits[-1]:.2f} s, ours {ours[-1]:.2f} s", document["delivery"]["phases"], flush=True)
    ratio = statistics.median(ours) / statistics.median(limits)
    text = f"""Measured {datetime.date.today()} with `ROUNDS={ROUNDS} src/bench/run speed-stack`: {machine()}; median (range) of {ROUNDS} rounds.

| {SERVICES} services with {TASKS} tasks each | until all tasks are healthy, or users reach the release | × |
|---|---|---:|
| lower bound: bare API | {spread(limits)} | 1.00 |
| swarm-delivery: delivery of a stack | {spread(ours)} | {ratio:.2f} |"""
    print(text)
    write(page, "speed-stack", text)


if __name__ == "__main__":
    {"load-stack": report_load, "speed-stack": report_speed}[sys.argv[1]](Lab(sys.argv[2]), sys.argv[3])
