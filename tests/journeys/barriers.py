"""What axe finds on a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

IS_LOADED = "() => Boolean(window.axe)"
FOUND = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.map((rule) => `${rule.id}: ${rule.nodes.map((node) => node.target).join(", ")}`);
}"""
"""Only what is broken leaves the page: all that axe says of a page took longer to hand over than to find."""


def barriers(page: Page) -> list[str]:
    """The rules that the page as it is shown breaks, each with the places."""
    if not page.evaluate(IS_LOADED):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(FOUND)
    return found
