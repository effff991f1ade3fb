"""The start of the command line: seconds, CPU and memory, compared with a Java that does nothing."""

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench import COMMAND

JAR = COMMAND + ".jar"
BARE = "java -version"
# As the command has them.
OPTIONS = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
# The rows: a name, and what is run.
ROWS = [
    (BARE, ["java", "-version"]),
    ("swarm-delivery --version", [COMMAND, "--version"]),
    ("swarm-delivery --help", [COMMAND, "--help"]),
    ("java -jar swarm-delivery.jar --version", ["java", "-jar", JAR, "--version"]),
    ("the same with the command's options and a class archive",
     ["java", *OPTIONS, "-XX:SharedArchiveFile={archive}", "-jar", JAR, "--version"]),
]


def measure(rounds):
    """By row: for each round the seconds, the seconds of CPU, and the most memory in MB."""
    measured = {name: [] for name, _ in ROWS}
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "classes.jsa"
        start(["java", *OPTIONS, f"-XX:ArchiveClassesAtExit={archive}", "-jar", JAR, "--help"])
        for _ in range(rounds):
            for name, command in ROWS:
                measured[name].append(start([word.format(archive=archive) for word in command]))
    return measured


def start(command):
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: {process.returncode}")
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def table(measured):
    bare = [statistics.median(column) for column in zip(*measured[BARE])]
    lines = ["| start of the command line | seconds | × | CPU seconds | × | peak MB | × |", "|---|" + "---:|" * 6]
    for name, rounds in measured.items():
        values = [statistics.median(column) for column in zip(*rounds)]
        formats = ["{:.2f}", "{:.2f}", "{:.0f}"]
        cells = [f"{form.format(value)} | {value / base:.1f}" for form, value, base in zip(formats, values, bare)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
