"""How the page feels in a browser: opening it, moving and enlarging the map, and opening a page of a thousand companies.

Needs a Chromium or Chrome, and Playwright for Python (in the dev group). ``python -m benchmarks page`` writes PAGE.md;
``--quick`` leaves the thousand companies out and writes nothing.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.machine import describe
from benchmarks.measures import CIRCULARITY, Measure
from benchmarks.synthetic import write_dataset
from benchmarks.timing import once

RESULTS = Path(__file__).parent / "PAGE.md"
HEAD = """# The page in a browser

Written by `python -m benchmarks page`. Headless Chromium without a graphics card, a window of 1440 by 900. Opening is the time
until the page's script has drawn everything and takes input (`domContentLoadedEventEnd`). Frames are those that the browser
shows while a mouse drags the map or turns its wheel; at 60 a second one lasts 16.7 ms, give or take a fraction, so "late" is
20 ms or more (a frame was missed) and "very late" more than 33.4 ms (two were).

"""
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
MIDDLE = (60, 400)
LARGE = (1000, 5000)
LATE, VERY_LATE = 20.0, 33.4
RECORD = """() => {
  window.frames_ = [];
  let last = null;
  const tick = (now) => { if (last !== null) window.frames_.push(now - last); last = now; window.ticking_ = requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
STOP = "() => { cancelAnimationFrame(window.ticking_); return window.frames_; }"
WHERE = "() => [...document.querySelectorAll('#stops button')].map((stop) => stop.style.cssText).join()"
SWITCH = """(value) => new Promise((done) => {
  const start = performance.now();
  document.querySelector(`#basis input[value=${value}]`).click();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
})"""


def main(quick: bool = False) -> int:
    """Measure, show the table, and write it down; exit 1 if a limit is missed or there is no browser."""
    from benchmarks.__main__ import table

    chrome = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chrome is None:
        print("No chromium or google-chrome was found; the page cannot be measured without one.", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chrome, args=FLAGS.split())
        measures = [*bundled(browser, Path(folder), 3 if quick else 9), *moving(browser, Path(folder))]
        measures += [] if quick else large(browser, Path(folder))
        browser.close()
    answer = table(measures)
    print(answer)
    if not quick:
        RESULTS.write_text(f"{HEAD}{describe()}{_company()}\n\n{answer}", encoding="utf-8")
        print(f"Wrote {RESULTS}")
    return 0 if all(measure.kept for measure in measures) else 1


def bundled(browser: Any, folder: Path, runs: int) -> Iterator[Measure]:
    """The page of the bundled data: how long it takes to open, and to answer a switch of the basis."""
    target = _report(folder / "bundled.html")
    size = target.stat().st_size / 1e6
    yield Measure("page of the bundled data, size", size, " MB", 2.5, 1)
    yield Measure("page of the bundled data, opening", _opening(browser, target, runs), " s", 1.0, runs)
    page = _open(browser, target)
    took = statistics.median(page.evaluate(SWITCH, basis) for basis in ("headline", "paid", "expected", "binding") * 2) / 1000
    page.context.close()
    yield Measure("switch of the basis until the next frame", took, " s", 0.3, 8)


def moving(browser: Any, folder: Path) -> Iterator[Measure]:
    """Frames while the map of 60 companies and 400 deals is dragged and enlarged, everything drawn."""
    companies, deals = MIDDLE
    edges = write_dataset(folder / "middle", deals, companies=companies)
    target = _report(folder / "middle.html", folder / "middle")
    for name, move in (("dragging", _drag), ("enlarging", _wheel)):
        page = _open(browser, target, "#size=all&hide=")
        arcs = page.inner_text("#totals").rpartition("Drawn: ")[2].rstrip(".")
        frames = _frames(page, move)
        page.context.close()
        late, very_late = (100 * sum(frame >= limit for frame in frames) / len(frames) for limit in (LATE, VERY_LATE))
        told = f"{len(frames)} frames, {late:.0f} % late, {very_late:.0f} % very late"
        how = f"{companies} companies, {deals} deals, {edges} flows, drawn {arcs}; {told}"
        ordered = sorted(frames)
        yield Measure(f"{name} the map, median frame", statistics.median(frames), " ms", LATE, 1, how)
        yield Measure(f"{name} the map, 95 % of frames within", ordered[int(0.95 * (len(ordered) - 1))], " ms", 50.0, 1)


def large(browser: Any, folder: Path) -> Iterator[Measure]:
    """A page of 1,000 companies and 5,000 deals: made, its size, opened."""
    companies, deals = LARGE
    edges = write_dataset(folder / "large", deals, companies=companies)
    start, spent = time.perf_counter(), os.times().children_user
    target = _report(folder / "large.html", folder / "large")
    took, spent = time.perf_counter() - start, os.times().children_user - spent
    how = f"{companies:,} companies, {deals:,} deals, {edges:,} flows; {spent:.0f} s of processor time"
    yield Measure("`circularity report` on invented data", took, " s", 300.0, 1, how)
    yield Measure("page of the same, size", target.stat().st_size / 1e6, " MB", 10.0, 1)
    yield Measure("page of the same, opening", _opening(browser, target, 5), " s", 5.0, 5)


def _company() -> str:
    """A warning where other work ran on the machine at the same time."""
    busy = os.getloadavg()[2] if hasattr(os, "getloadavg") else 0.0
    cores = os.cpu_count() or 1
    if busy <= cores:
        return ""
    return f" Other work ran at the same time (load {busy:.0f} on {cores} cores): seconds and frames are longer than they need to be."


def _report(target: Path, data: Path | None = None) -> Path:
    once([CIRCULARITY, "report", "-o", str(target), *(["--data", str(data)] if data else [])])
    return target


def _open(browser: Any, target: Path, fragment: str = "") -> Any:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(target.as_uri() + fragment)
    return page


def _opening(browser: Any, target: Path, runs: int) -> float:
    found = []
    for _ in range(runs):
        page = _open(browser, target)
        found.append(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") / 1000)
        page.context.close()
    return statistics.median(found)


def _frames(page: Any, move: Callable[[Any, Any], None]) -> Sequence[float]:
    """How long each frame lasted, in milliseconds, while the map is moved."""
    page.wait_for_timeout(500)
    before = page.evaluate(WHERE)
    page.evaluate(RECORD)
    move(page, page.locator("#map").bounding_box())
    found = list(page.evaluate(STOP))
    page.wait_for_timeout(300)
    if page.evaluate(WHERE) == before:
        raise RuntimeError("the map did not move, so nothing was measured")
    return found


def _drag(page: Any, box: Any) -> None:
    x, y = box["x"] + box["width"] / 2, box["y"] + 12
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(120):
        page.mouse.move(x + 3 * (step if step < 60 else 120 - step), y + step)
    page.mouse.up()


def _wheel(page: Any, box: Any) -> None:
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.keyboard.down("Control")  # a plain wheel scrolls the page
    for step in range(60):
        page.mouse.wheel(0, -60 if step < 40 else 60)
        page.wait_for_timeout(30)
    page.keyboard.up("Control")
