"""The essential deliveries on labs with other engines: how many tests passed on each."""

import sys
import xml.etree.ElementTree as xml
from datetime import date
from pathlib import Path

from bench import machine, write


def counted(folder):
    """The number of tests, and those that failed."""
    cases = [case for report in sorted(Path(folder).glob("TEST-*.xml"))
             for case in xml.parse(report).getroot().iter("testcase")]
    failed = [f"{case.get('classname').rsplit('.', 1)[-1]}.{case.get('name')}" for case in cases
              if case.find("failure") is not None or case.find("error") is not None]
    return len(cases), failed


def main(page, *results):
    """Each result: a description of the nodes' engines, then the folder of its reports."""
    rows, broken = [], []
    for engines, folder in zip(results[::2], results[1::2]):
        number, failed = counted(folder)
        broken += [f"{engines}: {name}" for name in failed] if number else [f"{engines}: no test ran"]
        rows.append(f"| {engines} | {number} | {len(failed)} |")
    text = "\n".join([f"Tried {date.today()} with `src/bench/run engines`: {machine()}.", "",
                      "| engines | tests | failed |", "|---|---:|---:|", *rows])
    print(text)
    write(page, "engines", text)
    if broken:
        sys.exit("\n".join(["DID NOT HOLD", *broken]))


if __name__ == "__main__":
    main(*sys.argv[1:])
