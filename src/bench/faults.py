"""Turns what the tests of faults have recorded into a table: each fault and its outcome."""

import json
import sys
from datetime import date
from pathlib import Path

from bench import machine, write


def read(folder):
    """All runs of each fault; a fault is tested once, or once for each phase."""
    faults = {}
    for file in sorted(Path(folder).glob("*.jsonl")):
        for line in file.read_text().splitlines():
            run = json.loads(line)
            faults.setdefault(run["fault"], []).append(run)
    return faults


def grouped(faults):
    """What fails and what comes of it, for each kind of fault: faults of a kind with the same outcome share a row."""
    groups = {}
    for fault, runs in sorted(faults.items()):
        kind, what = fault.split(": ", 1)
        groups.setdefault((kind, runs[0]["outcome"]), []).append(described(what, runs))
    return groups


def described(what, runs):
    held = sum(run["held"] for run in runs)
    if held < len(runs):
        return f"{what} (**failed**: {len(runs) - held} of {len(runs)})"
    return f"{what} (×{len(runs)})" if len(runs) > 1 else what


def rows(groups):
    last = ""
    for (kind, outcome), faults in groups.items():
        cells = [kind if kind != last else "", "; ".join(faults), outcome]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        last = kind


def main(folder, page):
    faults = read(folder)
    broken = [run for runs in faults.values() for run in runs if not run["held"]]
    lines = [f"Tried {date.today()} with `src/bench/run faults`: {machine()}.",
             f"{len(faults)} faults, {sum(map(len, faults.values()))} runs, {len(broken) or 'none'} of which failed.", "",
             "| | fault | outcome |", "|---|---|---|", *rows(grouped(faults))]
    print("\n".join(lines))
    write(page, "faults", "\n".join(lines))
    for run in broken:
        print(f"failed: {run['test']}: {run['why']}", file=sys.stderr)
    sys.exit(1 if broken or not faults else 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
