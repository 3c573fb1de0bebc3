"""What is seen: on a phone, in the system's own colours, on paper, and after a mistake."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, expect

from casework import clock
from tests.development.stack import Stack
from tests.journeys.people import PHONE, WITHOUT_SCRIPT, Somebody
from tests.journeys.walking import WORD

A4 = {"width": 718, "height": 1047}
"""What a browser prints on, in pixels, within its margins."""
TRANSPARENT = "rgba(0, 0, 0, 0)"


@pytest.fixture(scope="module")
def somebody(stack: Stack, browser: Browser) -> Somebody:
    return Somebody(browser, stack.address, "manager", viewport=dict(PHONE))


def opens_case(somebody: Somebody) -> None:
    somebody.page.goto(f"{somebody.address}/cases/E-{clock.today().year}-00001")


def test_on_a_phone_the_whole_menu_stands_on_the_screen(somebody: Somebody) -> None:
    page = somebody.page
    opens_case(somebody)
    page.get_by_role("button", name="Menu", exact=True).click()
    for place in (*page.locator(".cw-menu a").all(), page.get_by_role("button", name="Sign out")):
        box = place.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


@pytest.mark.parametrize("width", [320, 1280])
def test_a_menu_closes_by_escape_and_by_a_click_elsewhere_without_a_script(
    stack: Stack, browser: Browser, width: int
) -> None:
    officer = Somebody(browser, stack.address, "manager", viewport={**PHONE, "width": width}, **WITHOUT_SCRIPT)
    page = officer.page
    button = page.get_by_role("button", name="Menu" if width == 320 else "Office", exact=True)
    place = page.locator(".cw-nav").get_by_role("link", name="Directory")
    ways: tuple[Callable[[], None], ...] = (
        lambda: page.keyboard.press("Escape"),
        lambda: page.mouse.click(width / 2, 735),
    )
    for close in ways:
        button.click()
        expect(place).to_be_visible()
        close()
        expect(place).to_be_hidden()
    button.click()
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_on_a_phone_a_case_itself_begins_in_the_upper_half(somebody: Somebody) -> None:
    opens_case(somebody)
    header = somebody.page.locator(".cw-header").bounding_box()
    part = somebody.page.locator(".cw-tabs").bounding_box()
    assert header is not None
    assert part is not None
    assert header["height"] <= PHONE["height"] / 5
    assert part["y"] + part["height"] <= PHONE["height"] / 2


def test_one_long_word_leaves_each_column_its_place(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer")
    officer.goes_to("Log a contact")
    officer.fills({"Name": f"Ann {WORD}", "What it is about": WORD, "What was said": WORD})
    officer.picks("How they got in touch", "Phone")
    officer.page.get_by_role("button", name="Log the contact").click()
    for place in ("My work", "Cases"):
        officer.goes_to(place)
        rows = officer.page.locator("tbody tr", has_text=WORD)
        expect(rows.first).to_be_visible()
        for row in rows.all():
            for cell in row.locator("th, td").all():
                assert cell.evaluate("cell => cell.scrollWidth <= cell.clientWidth + 1"), cell.inner_text()


def line_below(entry: Locator) -> str:
    return str(entry.evaluate("one => getComputedStyle(one).borderBottomColor"))


def test_in_the_colours_of_the_system_only_the_page_that_is_open_looks_chosen(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer", forced_colors="active")
    opens_case(officer)
    page = officer.page
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for where in (".cw-tabs", ".cw-nav"):
        page.goto(f"{officer.address}/cases" if where == ".cw-nav" else page.url)
        entries = [one for one in page.locator(f"{where} a").all() if one.is_visible()]
        chosen = [one for one in entries if one.get_attribute("aria-current")]
        others = {line_below(one) for one in entries if one not in chosen} - {TRANSPARENT}
        assert others == {paper}
        assert {line_below(one) for one in chosen} & {paper, TRANSPARENT} == set()


def test_a_case_prints_from_its_first_page_on_without_addresses_and_empty_headings(
    stack: Stack, browser: Browser
) -> None:
    officer = Somebody(browser, stack.address, "officer", viewport=dict(A4))
    opens_case(officer)
    page = officer.page
    page.emulate_media(media="print")
    told = page.get_by_text("This enquiry was invented for the demonstration.").first.bounding_box()
    assert told is not None
    assert told["y"] < A4["height"] / 2
    assert page.locator(".cw-overview").evaluate("one => getComputedStyle(one).display") == "block"
    on_screen_alone = (
        page.get_by_role("heading", name="Do", exact=True),
        page.locator(".cw-header, .cw-moves, .cw-tabs"),
    )
    assert [one.inner_text() for unseen in on_screen_alone for one in unseen.all() if one.is_visible()] == []
    behind = "all => [...new Set(all.map(one => getComputedStyle(one, '::after').content))]"
    assert page.locator("a.govuk-link").evaluate_all(behind) == ["none"]


def test_after_a_mistake_the_summary_has_the_focus_and_the_title_says_so(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer", **WITHOUT_SCRIPT)
    page = officer.page
    officer.goes_to("Log a contact")
    page.get_by_role("button", name="Log the contact").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    said = page.locator(".govuk-error-summary").inner_text()
    for sentence in ("name", "how they got in touch", "what it is about", "what was said"):
        assert sentence in said


def test_the_question_who_it_is_is_said_like_a_mistake(stack: Stack, browser: Browser) -> None:
    officer = Somebody(browser, stack.address, "officer", **WITHOUT_SCRIPT)
    page = officer.page
    officer.goes_to("Log a contact")
    officer.fills({"Name": "Fred Pretend", "What it is about": "Asks again (invented)", "What was said": "Any news?"})
    officer.picks("How they got in touch", "Phone")
    page.get_by_role("button", name="Log the contact").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Nothing is logged yet")
