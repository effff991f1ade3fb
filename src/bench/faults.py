"""What the tests of faults have written down: a table of each fault, what came of it, and what its user read."""

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


def row(runs):
    one = runs[0]
    held = sum(run["held"] for run in runs)
    result = f"held ({held} of {len(runs)})" if held == len(runs) else f"**did not hold** ({held} of {len(runs)})"
    said = f"`…{one['says'].strip()}…`" if one["says"] else ""
    cells = [one["fault"], one["outcome"], said, result]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(folder, page):
    faults = read(folder)
    broken = [run for runs in faults.values() for run in runs if not run["held"]]
    lines = [f"Tried {date.today()} with `src/bench/run faults`: {machine()}. {len(faults)} faults, "
             f"{sum(map(len, faults.values()))} runs, {len(broken)} of them did not hold.", "",
             "| what fails | what comes of it | what is said | |", "|---|---|---|---|"]
    lines += [row(runs) for _, runs in sorted(faults.items())]
    print("\n".join(lines))
    write(page, "faults", "\n".join(lines))
    for run in broken:
        print(f"did not hold: {run['test']}: {run['why']}", file=sys.stderr)
    sys.exit(1 if broken or not faults else 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
