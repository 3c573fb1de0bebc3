"""Anybody can use it, with the keyboard alone."""

from playwright.sync_api import Browser, expect

from tests.development.stack import Stack


def test_signing_in_and_logging_a_contact_with_the_keyboard_alone(stack: Stack, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(stack.address)
    page.get_by_label("E-mail address").focus()
    page.keyboard.type("officer@demo.example")
    page.keyboard.press("Tab")
    page.keyboard.type("invented-office")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Log a contact", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("main").get_by_role("textbox", name="Name", exact=True).focus()
    page.keyboard.type("Ulf Tastatur")
    for _ in range(7):
        page.keyboard.press("Tab")
    page.keyboard.type("Ph")
    for _ in range(6):
        page.keyboard.press("Tab")
    page.keyboard.type("All typed.")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard (invented)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="By keyboard (invented)")).to_be_visible()
