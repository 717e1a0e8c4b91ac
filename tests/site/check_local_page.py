"""Opens the page of a local AppStream in Chromium, on a desktop and on a phone, light and dark.

    python tests/site/check_local_page.py --shots FOLDER

With the demo seed, and with more than 300 resources whose texts are HTML: no message on the console, no
request to another host, nothing wider than the window, enough contrast, and no text that becomes an
element. The page follows changes, advances the clock, or explains why it cannot.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from check_site import READ, SIZES
from playwright.sync_api import Browser, Page, expect, sync_playwright

from appstream_typed.local import Clock, LocalAppStream, ManualClock, RealClock, faults, load_seed

HOSTILE = '<img src=x onerror="window.hit = 1"><script>window.hit = 1</script>'
WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40)).slice(0, 3)"""
CONTRAST = READ.replace("article ", "body ").replace("body h2'", "body h2, body span, body button'")


def many() -> Mapping[str, object]:
    """A seed of more than 300 resources, with texts that are HTML, long or without spaces."""
    demo: dict[str, Any] = dict(load_seed("demo"))
    states = ("RUNNING", "STOPPED", "PENDING", "STOPPING")
    return {
        **demo,
        "image_builders": demo["image_builders"]
        + [
            {
                "Name": f"builder-{number:03}-of-a-team-that-likes-long-names",
                "InstanceType": "stream.standard.medium",
                "State": states[number % len(states)],
            }
            for number in range(80)
        ],
        "images": [{"Name": "gold"}, {"Name": "broken", "State": "FAILED"}],
        "stacks": demo["stacks"]
        + [
            {"Name": f"stack-{number:03}", "DisplayName": HOSTILE, "Description": "x" * 200}
            for number in range(150)
        ],
        "sessions": [
            *demo["sessions"],
            {"StackName": "office", "FleetName": "office-fleet", "Count": 100},
            {"StackName": "office", "FleetName": "office-fleet", "UserId": "ada@" + "x" * 28},
        ],
    }


class Check:
    """The page in a browser, and what is wrong with it."""

    def __init__(self, browser: Browser, shots: Path | None) -> None:
        self._browser, self._shots = browser, shots
        self.problems: list[str] = []

    def open(self, local: LocalAppStream[Clock], where: str, size: str, scheme: str) -> Page:
        """Open the page, and wait until it shows something."""
        page = self._browser.new_page(viewport=SIZES[size], color_scheme=scheme)  # type: ignore[arg-type]  # literals
        page.on("console", lambda message: self._tell(where, f"console: {message.text}"))
        page.on("pageerror", lambda error: self._tell(where, f"error: {error}"))
        page.on("request", lambda request: self._check_host(where, local, request.url))
        page.goto(local.endpoint_url)
        expect(page.locator("#follow")).to_have_text("Connected")
        return page

    def look(self, local: LocalAppStream[Clock], name: str) -> None:
        """Check it in each size and scheme."""
        for size in ("desktop", "phone"):
            for scheme in ("light", "dark"):
                where = f"{name} on a {size}, {scheme}"
                page = self.open(local, where, size, scheme)
                for wide in page.evaluate(WIDE):
                    self._tell(where, f"is wider than the window: {wide}")
                for element, ratio in page.evaluate(CONTRAST).items():
                    self._tell(where, f"{element} has a contrast of {ratio:.2f}")
                if page.evaluate("window.hit !== undefined || document.images.length"):
                    self._tell(where, "a text has become an element")
                if self._shots is not None:
                    page.screenshot(path=str(self._shots / f"{name}-{size}-{scheme}.png"))
                page.close()

    def use(self, local: LocalAppStream[ManualClock]) -> None:
        """See that it shows texts as they are, filters, follows, and advances the clock."""
        page = self.open(local, "in use", "desktop", "light")
        stacks = page.locator("details[data-kind=stacks]")
        expect(stacks.locator("td").filter(has_text=HOSTILE).first).to_be_visible()
        expect(stacks.locator("summary .count")).to_have_text("152")
        client = local.client()
        client.create_stack(name="new-stack", description=HOSTILE)
        expect(stacks.locator("summary .count")).to_have_text("153")
        expect(page.locator("#requests li").first).to_contain_text("CreateStack")
        page.fill("#filter", "new-stack")
        expect(page.locator("#kinds tbody tr")).to_have_count(1)
        page.fill("#filter", "builder-002")
        row = page.locator("details[data-kind=image_builders] tbody tr")
        expect(row.locator(".badge")).to_have_text("PENDING")
        before = local.clock.now()
        page.click("text=+10 min")
        expect(row.locator(".badge")).to_have_text("RUNNING")
        page.fill("#seconds", "30")
        page.click("#advance")
        expect(page.locator("#message")).to_have_text("Advanced by 30 seconds.")
        if (moved := (local.clock.now() - before).total_seconds()) != 630:
            self._tell("in use", f"the clock moved by {moved} seconds")
        page.fill("#seconds", "")
        page.click("#advance")
        expect(page.locator("#message")).to_contain_text("Enter a number")
        local.add_fault(faults.error("Hostile", HOSTILE), "DescribeStacks", times=3)
        expect(page.locator("#faults li").last).to_contain_text("error Hostile")
        page.click("#clear")
        expect(page.locator("#faults li")).to_have_count(0)
        client.in_region("eu-west-1").create_stack(name="elsewhere")
        page.fill("#filter", "elsewhere")
        page.select_option("#account", "123456789012 eu-west-1")
        expect(page.locator("details[data-kind=stacks] tbody tr td").first).to_have_text(
            "elsewhere"
        )
        if page.evaluate("window.hit !== undefined || document.images.length"):
            self._tell("in use", "a text has become an element")
        page.close()

    def explain(self, local: LocalAppStream[Clock]) -> None:
        """See that it explains a clock that cannot be advanced, and an empty server."""
        page = self.open(local, "empty", "phone", "light")
        expect(page.locator("#recipe")).to_contain_text(f"URL_APPSTREAM={local.endpoint_url}")
        page.click("text=+1 min")
        expect(page.locator("#message")).to_contain_text("RealClock, which cannot be advanced")
        page.close()

    def _tell(self, where: str, what: str) -> None:
        if (
            what
            != "console: Failed to load resource: the server responded with a status of 409 (Conflict)"
        ):
            self.problems.append(f"{where}: {what}")

    def _check_host(self, where: str, local: LocalAppStream[Clock], url: str) -> None:
        if not url.startswith((local.endpoint_url, "data:")):
            self._tell(where, f"asks another host: {url}")


def main() -> int:
    """Check the page. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=Path, help="folder for pictures")
    arguments = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("this takes Chromium (apt-get install chromium)")
        return 2
    if arguments.shots:
        arguments.shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        check = Check(browser, arguments.shots)
        with LocalAppStream(clock=RealClock()) as local:
            check.look(local, "local-empty")
            check.explain(local)
        with LocalAppStream(clock=ManualClock(), seed=load_seed("demo")) as local:
            check.look(local, "local-demo")
        with LocalAppStream(clock=ManualClock(), seed=many()) as local:
            local.fail_fleet("office-fleet", "NETWORK_INTERFACE_ERROR", HOSTILE)
            local.add_fault(faults.throttling(), "DescribeFleets", times=None, every=20)
            for _ in range(3):
                local.client().describe_stacks().first()
            check.look(local, "local-many")
            check.use(local)
        browser.close()
    for problem in dict.fromkeys(check.problems):
        print(problem)
    print(f"the page of the local AppStream: {len(check.problems)} problems")
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main())
