"""Reads junit reports, prints the totals and what failed; exits 1 if any test failed or skipped."""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def main(paths: list[str]) -> int:
    passed = 0
    failed: list[str] = []
    skipped: list[str] = []
    missing: list[str] = []
    for path in map(Path, paths):
        try:
            cases = list(ElementTree.parse(path).iter("testcase"))
        except (OSError, ElementTree.ParseError):
            missing.append(path.stem)
            continue
        for case in cases:
            name = f"{case.get('classname') or ''}::{case.get('name') or ''}".removeprefix("::")
            bad = [*case.findall("failure"), *case.findall("error")]
            if bad:
                reason = (bad[0].get("message") or bad[0].tag).strip().splitlines() or [""]
                failed.append(f"FAILED   {path.stem}: {name}\n         {reason[0][:300]}")
            elif (skip := case.find("skipped")) is not None:
                skipped.append(
                    f"SKIPPED  {path.stem}: {name}\n         {skip.get('message') or ''}"
                )
            else:
                passed += 1

    print(f"{passed} passed, {len(failed)} failed, {len(skipped)} skipped")
    for step in missing:
        print(f"NO REPORT from {step}: it stopped before its tests ended")
    for line in [*skipped, *failed]:
        print(line)
    if passed == 0 and not failed:
        print("NO TEST RAN")
    return 1 if failed or skipped or missing or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
