"""The gallery: six pictures of the page, each with the address and the command that give it.

Run by ``make gallery``, which writes docs/gallery.md and docs/gallery/*.webp from the bundled data. Needs Chromium.
"""

from __future__ import annotations

import base64
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "gallery"
PAGE = ROOT / "docs" / "gallery.md"
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
WIDTH, HEIGHT = 1440, 900
QUALITY = 0.82


@dataclass(frozen=True)
class Picture:
    """One picture: its file, what it shows, the end of the address that restores it, and the command that answers the same."""

    name: str
    title: str
    about: str
    fragment: str
    command: str
    scheme: str = "light"
    at: str = ""
    """What the page is scrolled to."""
    shows: tuple[tuple[str, str], ...] = ()
    """Selectors, and what must be read there if the address restores what it names."""


PICTURES = (
    Picture(
        "map",
        "Who pays whom",
        "The opening view: companies in columns by role, money as arrows, solid where it has been paid.",
        "",
        "circularity report",
        shows=(("h1", "loops"), ("#asof", "as of")),
    ),
    Picture(
        "loop",
        "How a loop closes",
        "One loop, everything else faded, its steps numbered with payer, payee, amount, stage and date.",
        "#loop=loops%3Anvidia%2Fopenai%2Foracle",
        "circularity loops --through nvidia --through openai --through oracle",
        shows=(("#panel h2", "NVIDIA → OpenAI → Oracle → NVIDIA"), ("#panel", "Size, its smallest step")),
    ),
    Picture(
        "failure",
        "Who falls with OpenAI",
        "All rounds of one failure: who loses, in which round, and through which deals. Losers are ranked beside the map.",
        "#company=openai&part=fails&round=5",
        "circularity exposed openai",
        scheme="dark",
        shows=(("#panel h2", "OpenAI"), ("#panel", "Round 5 of")),
    ),
    Picture(
        "neighbours",
        "One company and its neighbours",
        "CoreWeave, those within one step of it and the money among them, cut to the years 2026 to 2030; everything is recounted.",
        "#ego=coreweave&from=2026&to=2030",
        "circularity edges --party coreweave --from 2026 --to 2030",
        shows=(("#egotext", "Only CoreWeave"), ("#totals", "in 2026 to 2030")),
    ),
    Picture(
        "life",
        "What a three-year life of servers does",
        "Depreciation and operating income if servers last three years; the slider moves from two to eight.",
        "#company=microsoft&part=life&life=3",
        "circularity depreciation microsoft --life 3",
        scheme="dark",
        shows=(("#panel h2", "Microsoft"), ("#lifewords", "At 3 years instead of")),
    ),
    Picture(
        "vendors",
        "Beside the vendors of 2000",
        "Who pays for its own sales, what of it is paid, bound or contingent, and the telecom vendors of 2000 on the same lines.",
        "#tab=vendors",
        "circularity vendors; circularity compare",
        at="#below",
        shows=(("#sheet", "Lucent Technologies 2000"),),
    ),
)


def text() -> str:
    """The page of the documentation that shows the pictures."""
    parts = [
        "# Gallery\n",
        "Six views of the page that `circularity report` writes. The end of an address restores a view: open `exposure.html` and put it",
        "behind the file's name. The command under each picture prints the same figures. All are drawn from the bundled data by",
        "`make gallery`, which writes this page as well.\n",
    ]
    for picture in PICTURES:
        commands = " and ".join(f"`{command}`" for command in picture.command.split("; "))
        address = f"`exposure.html{picture.fragment}`"
        dark = " (a dark screen)" if picture.scheme == "dark" else ""
        parts += [
            f"## {picture.title}\n",
            f"![{picture.title}](gallery/{picture.name}.webp)\n",
            f"{picture.about}\n",
            f"Address{dark}: {address}  ",
            f"Figures: {commands}\n",
        ]
    return "\n".join(parts)


def draw(page: Any, file: Path, picture: Picture) -> bytes:
    """The picture as WebP: Chromium takes it and Chromium packs it, so that no other library is needed."""
    page.emulate_media(color_scheme=picture.scheme, reduced_motion="reduce")
    page.goto("about:blank")
    page.goto(file.as_uri() + picture.fragment)
    page.wait_for_selector("#map canvas")
    if picture.at:
        page.locator(picture.at).evaluate("element => element.scrollIntoView()")
    page.wait_for_timeout(300)
    shot = base64.b64encode(page.screenshot()).decode("ascii")
    page.goto("about:blank")
    packed = page.evaluate(
        """async ([shot, quality]) => {
          const image = new Image();
          image.src = `data:image/png;base64,${shot}`;
          await image.decode();
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [image.width, image.height];
          canvas.getContext("2d").drawImage(image, 0, 0);
          return canvas.toDataURL("image/webp", quality);
        }""",
        [shot, QUALITY],
    )
    return base64.b64decode(packed.partition(",")[2])


def main() -> int:
    """Draw all pictures and write the page about them."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("no chromium or google-chrome was found; on Debian: apt-get install chromium", file=sys.stderr)
        return 1
    from playwright.sync_api import sync_playwright

    from circularity.dataset.load import load
    from circularity.render.report import report

    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as room, sync_playwright() as started:
        file = report(load(), None, Path(room) / "exposure.html")
        browser = started.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for picture in PICTURES:
            target = FOLDER / f"{picture.name}.webp"
            target.write_bytes(draw(page, file, picture))
            print(f"wrote {target.relative_to(ROOT)} ({target.stat().st_size / 1000:.0f} kB)")
        browser.close()
    PAGE.write_text(text(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
