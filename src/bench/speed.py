"""How long a release takes to reach its users, and how long a rollback takes: ours, the lower bound, and Docker's own."""

import datetime
import json
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from bench import COMMAND, PROJECT, Lab, machine, phases, seconds, spread, whole_number, write

ROUNDS = whole_number("ROUNDS", 5, 1)
REPLICAS = [1, 3, 10]
NEWER = str(PROJECT / "target/newer/bin/docker")
TO_SWITCHED = ["pulling", "clearing", "starting", "converging", "previewing", "testing", "ready", "switching",
               "proving", "registering"]
BACK = ["ready", "switching", "proving", "registering"]
TUNED_UPDATE = ["--update-order", "start-first", "--update-parallelism", "0", "--update-monitor", "1s"]
TUNED_ROLLBACK = ["--rollback-order", "start-first", "--rollback-parallelism", "0", "--rollback-monitor", "1s"]

LIMIT = "lower bound: bare API, until all tasks are healthy"
OURS = "swarm-delivery: delivery"
OURS_COLD = "swarm-delivery: rollback to a kept release"
CREATE = "docker service create"
STACK = "docker stack deploy --detach=false (client 26.1)"
UPDATE = "docker service update, default"
UPDATE_TUNED = "docker service update, tuned"
OURS_WARM = "swarm-delivery: rollback to the standby"
OURS_WHOLE = "the same, whole command"
OURS_ARCHIVED = "the same, with a class archive"
ROLLBACK = "docker service rollback, default"
ROLLBACK_TUNED = "docker service rollback, tuned"


class Speed:
    def __init__(self, lab, archived, replicas):
        self.lab = lab
        self.archived = archived
        self.replicas = replicas
        self.application = f"bench-{replicas}"
        self.times = {}

    def add(self, row, value):
        self.times.setdefault(row, []).append(value)

    def run(self):
        self.create("shipped", [])
        self.create("tuned", [*TUNED_UPDATE, *TUNED_ROLLBACK])
        self.deliver("1.0", "--spec", self.lab.spec_file(self.application, self.replicas))
        for number in range(ROUNDS):
            print(f"{self.replicas} replicas, round {number + 1} of {ROUNDS}", flush=True)
            self.add(LIMIT, self.limit())
            self.ours()
            self.add(CREATE, seconds(lambda: self.create("created", [])))
            self.lab.remove("created")
            self.stack()
            self.docker_update("shipped", UPDATE, ROLLBACK)
            self.docker_update("tuned", UPDATE_TUNED, ROLLBACK_TUNED)
        self.lab.remove("shipped")
        self.lab.remove("tuned")
        return self.times

    def limit(self):
        began = time.monotonic()
        self.lab.api("POST", "/services/create", self.lab.spec("limit", "2.0", self.replicas))
        self.lab.await_running("limit", self.replicas)
        took = time.monotonic() - began
        self.lab.remove("limit")
        return took

    def ours(self):
        self.add(OURS, phases(self.deliver("2.0", "--keep-standby", "1h"), *TO_SWITCHED))
        self.add(OURS_WARM, phases(self.back(), *BACK))
        self.add(OURS_WHOLE, seconds(self.back))
        self.add(OURS_ARCHIVED, seconds(lambda: self.back(program=self.archived)))
        self.deliver("2.0")
        cold = self.lab.cli("rollback", "production", self.application, "--to", "1.0")
        self.add(OURS_COLD, phases(cold, *TO_SWITCHED))

    def back(self, **program):
        """Both releases stay warm: stopping one of them is not part of a rollback."""
        return self.lab.cli("rollback", "production", self.application, "--keep-standby", "1h", **program)

    def deliver(self, version, *options):
        image = self.lab.image(version)
        return self.lab.cli("deliver", "production", self.application, "--image", image, *options)

    def create(self, name, options):
        self.lab.docker("service", "create", "--quiet", "--name", name, "--replicas", str(self.replicas), "--network",
                        "apps", "--endpoint-mode", "dnsrr", "--with-registry-auth", *options, self.lab.image("1.0"))

    def stack(self):
        """With a client that can wait for its services; Debian 12's cannot."""
        file = self.lab.state / "stack.json"
        file.write_text(json.dumps({
            "version": "3.8", "networks": {"apps": {"external": True}},
            "services": {"demo": {"image": self.lab.image("1.0"), "networks": ["apps"],
                                  "deploy": {"replicas": self.replicas, "endpoint_mode": "dnsrr"}}}}))
        self.add(STACK, seconds(lambda: self.lab.docker(
            "stack", "deploy", "--detach=false", "--quiet", "--with-registry-auth", "--compose-file", str(file), "stacked",
            client=NEWER)))
        self.lab.remove("stacked_demo")

    def docker_update(self, service, update, rollback):
        self.add(update, seconds(lambda: self.lab.docker(
            "service", "update", "--quiet", "--with-registry-auth", "--image", self.lab.image("2.0"), service)))
        self.add(rollback, seconds(lambda: self.lab.docker("service", "rollback", "--quiet", service)))


def with_archive(lab):
    """A copy of the command with a class archive beside it, created as docs/command-line.md describes."""
    program = lab.state / "archived/swarm-delivery"
    program.parent.mkdir(exist_ok=True)
    shutil.copy2(COMMAND, program)
    archive = Path(f"{program}.jsa")
    archive.unlink(missing_ok=True)
    subprocess.run(["java", "-Xlog:disable", f"-XX:ArchiveClassesAtExit={archive}", "-jar", str(program), "--clusters",
                    str(lab.state / "clusters.yml"), "status", "production"], check=True, stdout=subprocess.DEVNULL)
    return str(program)


def table(title, rows, base, measured):
    lines = [f"| {title} | " + " | ".join(f"{n} replica{'s' if n > 1 else ''} | × " for n in REPLICAS) + "|",
             "|---|" + "---|---:|" * len(REPLICAS)]
    for row in rows:
        cells = []
        for n in REPLICAS:
            ratio = statistics.median(measured[n][row]) / statistics.median(measured[n][base])
            cells.append(f"{spread(measured[n][row])} | {ratio:.2f}")
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(state, page):
    lab = Lab(state)
    archived = with_archive(lab)
    measured = {replicas: Speed(lab, archived, replicas).run() for replicas in REPLICAS}
    text = "\n\n".join([
        f"Measured {datetime.date.today()} with `ROUNDS={ROUNDS} src/bench/run speed`: {machine()}; median "
        f"(range) of {ROUNDS} rounds, each of which runs all rows.",
        table("until users reach the release", [LIMIT, OURS, OURS_COLD, CREATE, STACK, UPDATE, UPDATE_TUNED], LIMIT, measured),
        table("rollback", [OURS_WARM, OURS_WHOLE, OURS_ARCHIVED, ROLLBACK, ROLLBACK_TUNED], OURS_WARM, measured)])
    print(text)
    write(page, "speed", text)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
