"""Shared by the benchmarks: the lab's production Swarm, the command line, Docker's client, figures and tables."""

import base64
import http.client
import json
import os
import platform
import re
import ssl
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = str(PROJECT / "cli/target/swarm-delivery")
POLL_SECONDS = 0.02


class Lab:
    """The running lab; its files are in a folder."""

    def __init__(self, state):
        self.state = Path(state)
        lines = (self.state / "lab.properties").read_text().splitlines()
        self.properties = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
        self.manager = self.properties["production.managers"].split(",")[0]
        tls = ssl.create_default_context(cafile=self.properties["caFile"])
        tls.load_cert_chain(self.properties["clientCert"], self.properties["clientKey"])
        host, port = self.manager.removeprefix("tcp://").split(":")
        self.connection = http.client.HTTPSConnection(host, int(port), context=tls)

    def image(self, version):
        return f"{self.properties['goDemoImage']}:{version}"

    def spec(self, name, version, replicas):
        """The spec of go-demo as a service, from its example."""
        spec = json.loads((PROJECT / "examples/go-demo/service.json").read_text())
        spec["Name"] = name
        spec["TaskTemplate"]["ContainerSpec"]["Image"] = self.image(version)
        spec["Mode"]["Replicated"]["Replicas"] = replicas
        return spec

    def spec_file(self, application, replicas):
        """The spec of a first release, for `deliver --spec`."""
        spec = self.spec(application, "1.0", replicas)
        del spec["Name"], spec["TaskTemplate"]["ContainerSpec"]["Image"]
        path = self.state / f"{application}.json"
        path.write_text(json.dumps(spec))
        return str(path)

    def api(self, method, path, body=None):
        """Calls the Engine API of the first manager; returns its JSON."""
        password = Path(self.properties["registryPasswordFile"]).read_text().strip()
        login = {"username": self.properties["registryUser"], "password": password,
                 "serveraddress": self.properties["registry"]}
        headers = {"Content-Type": "application/json",
                   "X-Registry-Auth": base64.urlsafe_b64encode(json.dumps(login).encode()).decode()}
        self.connection.request(method, "/v1.41" + path, json.dumps(body) if body else None, headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {text.decode()}")
        return json.loads(text) if text else None

    def tasks(self, service, **filters):
        asked = {"service": [service], **{name.replace("_", "-"): [value] for name, value in filters.items()}}
        return self.api("GET", "/tasks?filters=" + quote(json.dumps(asked)))

    def running(self, service):
        """Number of its running tasks, which is what Swarm calls those whose health check has passed."""
        return sum(task["Status"]["State"] == "running" for task in self.tasks(service, desired_state="running"))

    def await_running(self, service, number):
        while self.running(service) < number:
            time.sleep(POLL_SECONDS)

    def remove(self, service):
        """And its containers: the next measurement must not share the machine with stopping tasks."""
        self.api("DELETE", "/services/" + service)
        while any(task["Status"]["State"] in ("running", "starting") for task in self.tasks_left()):
            time.sleep(0.2)

    def tasks_left(self):
        known = {service["ID"] for service in self.api("GET", "/services")}
        return [task for task in self.api("GET", "/tasks") if task.get("ServiceID") not in known]

    def docker(self, *arguments, client="docker"):
        """Docker's own client, or another one of Docker's."""
        environment = {**os.environ, "DOCKER_HOST": self.manager, "DOCKER_TLS_VERIFY": "1",
                       "DOCKER_CERT_PATH": str(self.state / "tls/client"),
                       "DOCKER_CONFIG": self.properties["dockerConfig"]}
        subprocess.run([client, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)

    def cli(self, *arguments, program=COMMAND):
        """Runs the command line; returns its document."""
        command = [program, "--clusters", str(self.state / "clusters.yml"), "--output", "json", *arguments]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr[-2000:]}")
        return json.loads(done.stdout)


def seconds(action):
    began = time.monotonic()
    action()
    return time.monotonic() - began


def phases(document, *names):
    """The total duration of these phases of a delivery, in seconds."""
    return sum(phase["seconds"] for phase in document["delivery"]["phases"] if phase["phase"] in names)


def spread(values):
    """Median and range."""
    return f"{statistics.median(values):.2f} s ({min(values):.2f}–{max(values):.2f})"


def machine():
    versions = subprocess.run(["dockerd", "--version"], stdout=subprocess.PIPE, text=True).stdout
    engine = re.search(r"version ([^ ,]+)", versions).group(1)
    linux = platform.release().split("-")[0]
    return f"{os.cpu_count()} cores, Linux {linux}, Docker Engine {engine}, Python {platform.python_version()}"


def whole_number(variable, default, least):
    """The value of an environment variable; ends the program if it is not a whole number from `least`."""
    text = os.environ.get(variable, str(default))
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) < least:
        sys.exit(f"{variable}={text}: use a whole number from {least}, e.g. {variable}={default}")
    return int(text)


def write(page, section, text):
    """Replaces the figures of a section in the page."""
    begin, end = f"<!-- {section} -->", f"<!-- end of {section} -->"
    old = Path(page).read_text()
    if begin not in old or end not in old:
        sys.exit(f"{page} has no place for {section}: {begin} … {end}")
    before, rest = old.split(begin, 1)
    Path(page).write_text(before + begin + "\n" + text + "\n" + end + rest.split(end, 1)[1])
