"""Check the page of a local AppStream in Chromium, on a desktop and a phone, light and dark.

    python tests/site/check_local_page.py --shots FOLDER

The page must write nothing to the console and send no request to another host. Nothing may be wider
than the window, and texts need enough contrast. The page must show HTML in texts as text. It must also
follow changes and advance the clock, or explain why it cannot.
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


def large_seed() -> Mapping[str, object]:
    """Return a seed of more than 300 resources. Some texts are HTML, long or without spaces."""
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
    """Opens the page in a browser and collects its problems."""

    def __init__(self, browser: Browser, shots: Path | None) -> None:
        self._browser, self._shots = browser, shots
        self.problems: list[str] = []

    def open(self, local: LocalAppStream[Clock], where: str, size: str, scheme: str) -> Page:
        """Open the page, and wait until it follows the server."""
        page = self._browser.new_page(viewport=SIZES[size], color_scheme=scheme)  # type: ignore[arg-type]  # always a valid scheme
        page.on("console", lambda message: self._report(where, f"console: {message.text}"))
        page.on("pageerror", lambda error: self._report(where, f"error: {error}"))
        page.on("request", lambda request: self._check_host(where, local, request.url))
        page.goto(local.endpoint_url)
        expect(page.locator("#follow")).to_have_text("Connected")
        return page

    def check_appearance(self, local: LocalAppStream[Clock], name: str) -> None:
        """Check the appearance in each size and color scheme."""
        for size in ("desktop", "phone"):
            for scheme in ("light", "dark"):
                where = f"{name} on a {size}, {scheme}"
                page = self.open(local, where, size, scheme)
                for wide in page.evaluate(WIDE):
                    self._report(where, f"is wider than the window: {wide}")
                for element, ratio in page.evaluate(CONTRAST).items():
                    self._report(where, f"{element} has a contrast of {ratio:.2f}")
                if page.evaluate("window.hit !== undefined || document.images.length"):
                    self._report(where, "a text was rendered as HTML")
                if self._shots is not None:
                    page.screenshot(path=str(self._shots / f"{name}-{size}-{scheme}.png"))
                page.close()

    def check_behaviour(self, local: LocalAppStream[ManualClock]) -> None:
        """Check that the page escapes texts, filters, follows changes and advances the clock."""
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
            self._report("in use", f"the clock moved by {moved} seconds")
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
            self._report("in use", "a text was rendered as HTML")
        page.close()

    def check_explanations(self, local: LocalAppStream[Clock]) -> None:
        """Check that the page explains an empty server and a clock that cannot be advanced."""
        page = self.open(local, "empty", "phone", "light")
        expect(page.locator("#recipe")).to_contain_text(f"URL_APPSTREAM={local.endpoint_url}")
        page.click("text=+1 min")
        expect(page.locator("#message")).to_contain_text("RealClock, which cannot be advanced")
        page.close()

    def _report(self, where: str, what: str) -> None:
        if (
            what
            != "console: Failed to load resource: the server responded with a status of 409 (Conflict)"
        ):
            self.problems.append(f"{where}: {what}")

    def _check_host(self, where: str, local: LocalAppStream[Clock], url: str) -> None:
        if not url.startswith((local.endpoint_url, "data:")):
            self._report(where, f"requests another host: {url}")


def main() -> int:
    """Check the page. Return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shots", type=Path, help="folder for screenshots")
    arguments = parser.parse_args()
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("this check needs Chromium (apt-get install chromium)")
        return 2
    if arguments.shots:
        arguments.shots.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        check = Check(browser, arguments.shots)
        with LocalAppStream(clock=RealClock()) as local:
            check.check_appearance(local, "local-empty")
            check.check_explanations(local)
        with LocalAppStream(clock=ManualClock(), seed=load_seed("demo")) as local:
            check.check_appearance(local, "local-demo")
        with LocalAppStream(clock=ManualClock(), seed=large_seed()) as local:
            local.fail_fleet("office-fleet", "NETWORK_INTERFACE_ERROR", HOSTILE)
            local.add_fault(faults.throttling(), "DescribeFleets", times=None, every=20)
            for _ in range(3):
                local.client().describe_stacks().first()
            check.check_appearance(local, "local-large")
            check.check_behaviour(local)
        browser.close()
    for problem in dict.fromkeys(check.problems):
        print(problem)
    print(f"the page of the local AppStream: {len(check.problems)} problems")
    return 1 if check.problems else 0


if __name__ == "__main__":
    sys.exit(main())
