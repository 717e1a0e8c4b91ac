"""Check the built documentation in Chromium, at three widths, light and dark.

    python tests/site/check_site.py docs/_build/html --shots FOLDER

Every page must:

- have at most 700 kB, a title and one heading of the first level
- write nothing to the console, and send no request that fails or goes to another host
- have nothing wider than its column, except terminal output
- show its outline on a desktop
- have no dead link or anchor, a text for each image, and enough contrast

The search must return the expected page first, and list it once.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urldefrag, urljoin

from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {
    "desktop": {"width": 1280, "height": 900},
    "tablet": {"width": 1024, "height": 768},
    "phone": {"width": 390, "height": 844},
}
SEARCHED = {
    "CreateFleet": "reference/fleets.html",
    "create_image_builder": "reference/image_builders.html",
    "ImageBuilder": "reference/image_builders.html",
    "InstanceType": "reference/shared.html",
    "ResourceNotFoundException": "reference/errors.html",
    "wait_until_fleet_running": "reference/fleets.html",
    "changelog": "changelog.html",
    "install": "quickstart.html",
    "throttling": "guides/errors.html",
    "waiter": "guides/waiters.html",
}
"""For each query, the page that the search must return first."""
LARGEST_PAGE = 700_000
LANDING_PAGE = "index.html"
CONTRAST = 4.5  # the minimum of WCAG 2.2, level AA
# Sphinx logs this for anchors with dots, which it uses as CSS selectors.
TOLERATED = "Anchored content block not found"

# Return facts about a page: overflowing elements, links, anchors, whether its outline is visible.
LOOK = """() => {
  const column = document.querySelector('article').getBoundingClientRect().right + HANGING;
  const wide = [...document.querySelectorAll('article *:not(.terminal *)')].filter(e =>
    (e.clientWidth > 1 && e.getBoundingClientRect().right > column)
    || (e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1
        && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX)));
  const outline = document.querySelector('.toc-drawer');
  return {
    overflow: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    wide: wide.slice(0, 3).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 60)),
    outline: Boolean(outline) && outline.getBoundingClientRect().width > 100
      && outline.getBoundingClientRect().right <= document.documentElement.clientWidth + 1,
    sections: document.querySelectorAll('article section section').length,
    headings: document.querySelectorAll('article h1').length,
    title: document.title,
    blind: [...document.querySelectorAll('article img')].filter(i => !i.alt).map(i => i.src),
    broken: [...document.querySelectorAll('img')].filter(i => !i.naturalWidth).map(i => i.src),
    links: [...document.querySelectorAll('a[href]')].map(a => a.href),
    anchors: [...document.querySelectorAll('[id]')].map(e => e.id),
  };
}""".replace("HANGING", "9")  # the theme's headings and signatures extend into the margin

READ = """() => {
  const parse = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = [r, g, b].map(c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const poor = {};
  const seen = new Set();  // elements of the same kind check the same
  for (const e of document.querySelectorAll('article p, article li, article pre span, article td, article code, article h2')) {
    const kind = [e, e.parentElement, e.parentElement.parentElement].map(x => x.tagName + x.className).join();
    if (!e.textContent.trim() || seen.has(kind) || !e.offsetParent) continue;
    seen.add(kind);
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < CONTRAST) poor[e.tagName + '.' + e.className + ' ' + getComputedStyle(e).color] = ratio;
  }
  return poor;
}""".replace("CONTRAST", str(CONTRAST))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback. Yield the URL."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Site:
    """Opens the pages in a browser and collects their problems."""

    def __init__(self, browser: Browser, root: str, folder: Path, shots: Path | None) -> None:
        self._browser, self._root, self._folder, self._shots = browser, root, folder, shots
        self._pages = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.html"))
        self._pages = [page for page in self._pages if not page.startswith("_")]
        self._anchors: dict[str, set[str]] = {}
        self._links: dict[str, set[str]] = {}
        self.problems: list[str] = []

    def check(self) -> int:
        """Check all pages and searches. Return the number of pages."""
        for size in SIZES:
            for name in self._pages:
                self._check_page(name, size)
        self._check_links()
        for size in SIZES:
            for text, page in SEARCHED.items():
                self._check_search(text, page, size)
        return len(self._pages)

    def _open(self, name: str, size: str, where: str, scheme: str = "light") -> Page:
        page = self._browser.new_page(viewport=SIZES[size], color_scheme=scheme)  # type: ignore[arg-type]  # always a valid scheme
        page.on("console", lambda message: self._check_console(where, message.text))
        page.on("pageerror", lambda error: self._report(where, f"error: {error}"))
        page.on("requestfailed", lambda request: self._report(where, f"failed: {request.url}"))
        page.on("request", lambda request: self._check_host(where, request.url))
        page.on("response", lambda answer: self._check_status(where, answer.url, answer.status))
        page.goto(urljoin(self._root, name), wait_until="load")
        return page

    def _check_console(self, where: str, message: str) -> None:
        if not message.startswith(TOLERATED):
            self._report(where, f"console: {message}")

    def _report(self, where: str, what: str) -> None:
        self.problems.append(f"{where}: {what}")

    def _check_host(self, where: str, url: str) -> None:
        if not url.startswith((self._root, "data:", "blob:")):
            self._report(where, f"requests another host: {url}")

    def _check_status(self, where: str, url: str, status: int) -> None:
        if status >= 400:
            self._report(where, f"{status}: {url}")

    def _check_page(self, name: str, size: str) -> None:
        where = f"{name} on a {size}"
        page = self._open(name, size, where)
        seen = page.evaluate(LOOK)
        self._check_layout(name, size, where, seen)
        for what, found in (("has no text", seen["blind"]), ("is broken", seen["broken"])):
            for picture in found:
                self._report(where, f"image {picture} {what}")
        self._anchors[name] = set(seen["anchors"])
        self._links[name] = {link for link in seen["links"] if link.startswith(self._root)}
        self._take_screenshot(page, name, size, "light")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # always a valid scheme
            page.wait_for_timeout(50)
            if scheme == "dark" and (wide := page.evaluate(LOOK)["wide"]):
                self._report(where, f"dark: is wider than its column: {wide}")
            for element, ratio in page.evaluate(READ).items():
                self._report(where, f"{scheme}: {element} has a contrast of {ratio:.2f}")
        self._take_screenshot(page, name, size, "dark")
        page.close()

    def _check_layout(self, name: str, size: str, where: str, seen: Any) -> None:
        if seen["overflow"] or seen["wide"]:
            self._report(where, f"is wider than its column: {seen['wide']}")
        if (length := (self._folder / name).stat().st_size) > LARGEST_PAGE:
            self._report(where, f"has {length} bytes")
        if size == "desktop" and seen["sections"] and not seen["outline"] and name != LANDING_PAGE:
            self._report(where, "does not show its outline")
        if not name.startswith(("genindex", "search", "py-modindex")) and seen["headings"] != 1:
            self._report(where, f"has {seen['headings']} headings of the first level")
        if not seen["title"]:
            self._report(where, "has no title")

    def _take_screenshot(self, page: Page, name: str, size: str, scheme: str) -> None:
        if self._shots is not None:
            file = f"{name.removesuffix('.html').replace('/', '-')}-{size}-{scheme}.png"
            page.screenshot(path=str(self._shots / file))

    def _check_links(self) -> None:
        for name, links in self._links.items():
            for link in links:
                path, anchor = urldefrag(link.removeprefix(self._root))
                path = path.partition("?")[0] or "index.html"
                if path.startswith("_"):
                    continue  # downloads; _check_status reports missing ones
                if path not in self._anchors:
                    self._report(name, f"the linked page does not exist: {link}")
                elif anchor and anchor not in self._anchors[path]:
                    self._report(name, f"the anchor {anchor} does not exist in {path}")

    def _check_search(self, text: str, page_name: str, size: str) -> None:
        where = f"search for {text} on a {size}"
        page = self._open(f"search.html?q={text}", size, where)
        page.wait_for_selector("#search-results li a", timeout=15_000)
        page.wait_for_function("document.querySelector('.search-summary').innerText !== ''")
        links = page.eval_on_selector_all("#search-results li a", "all => all.map(a => a.href)")
        found = [urldefrag(link.removeprefix(self._root)).url for link in links]
        print(f"{where}: {links[0].removeprefix(self._root)}, of {len(links)} results")
        if found[0] != page_name:
            self._report(where, f"{page_name} is not the first result: {links[:5]}")
        if len(links) != len(set(links)):
            self._report(where, "a result is listed twice")
        if "_" not in text and text.islower() and found.count(page_name) != 1:
            self._report(where, f"{page_name} is listed {found.count(page_name)} times")
        page.close()


def main() -> int:
    """Check the site and print the problems. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shots", type=Path, help="folder for screenshots of every page")
    arguments = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None or not (arguments.folder / "index.html").is_file():
        print(
            "this check needs Chromium (apt-get install chromium) and the built site (nox -s docs)"
        )
        return 2
    if arguments.shots:
        arguments.shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, served(arguments.folder) as root:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        site = Site(browser, root, arguments.folder, arguments.shots)
        count = site.check()
        browser.close()
    for problem in dict.fromkeys(site.problems):
        print(problem)
    print(f"{count} pages in {len(SIZES)} sizes and 2 schemes: {len(site.problems)} problems")
    return 1 if site.problems else 0


if __name__ == "__main__":
    sys.exit(main())
