"""The essential deliveries on labs of other engines: how many tests held on each."""

import sys
import xml.etree.ElementTree as xml
from datetime import date
from pathlib import Path

from bench import machine, write


def counted(folder):
    """How many tests there were, and which of them did not hold."""
    cases = [case for report in sorted(Path(folder).glob("TEST-*.xml"))
             for case in xml.parse(report).getroot().iter("testcase")]
    failed = [f"{case.get('classname').rsplit('.', 1)[-1]}.{case.get('name')}" for case in cases
              if case.find("failure") is not None or case.find("error") is not None]
    return len(cases), failed


def main(page, *results):
    """Each result: the nodes' engines in words, and the folder of its reports, one after the other."""
    rows, broken = [], []
    for engines, folder in zip(results[::2], results[1::2]):
        number, failed = counted(folder)
        broken += [f"{engines}: {name}" for name in failed] if number else [f"{engines}: no test ran"]
        rows.append(f"| {engines} | {number} | {len(failed)} |")
    text = "\n".join([f"Tried {date.today()} with `src/bench/run engines`: {machine()}.", "",
                      "| engines | tests | did not hold |", "|---|---:|---:|", *rows])
    print(text)
    write(page, "engines", text)
    if broken:
        sys.exit("\n".join(["DID NOT HOLD", *broken]))


if __name__ == "__main__":
    main(*sys.argv[1:])
