"""Nadia searches while a caller waits: from anywhere, by keyboard only."""

from __future__ import annotations

import statistics

from playwright.sync_api import Page, expect

TRIES = 10


def milliseconds_to_answer(page: Page, words: str) -> float:
    """From the last key to the answers on the screen, as the browser's own clock sees it."""
    box = page.get_by_role("searchbox")
    box.fill("")
    page.wait_for_function("() => !document.querySelector('#trouve mark')")
    box.press_sequentially(words[:-1], delay=30)
    page.evaluate(
        """words => {
            window.took = null;
            let began;
            document.getElementById("q").addEventListener("keydown", () => { began = performance.now() }, { once: true });
            new MutationObserver((_, watch) => {
                if (!location.search.endsWith(words) || !document.querySelector("#trouve mark")) return;
                window.took = performance.now() - began;
                watch.disconnect();
            }).observe(document.getElementById("trouve"), { childList: true, subtree: true });
        }""",
        words,
    )
    box.press(words[-1])
    return page.wait_for_function("() => window.took").json_value()


def test_an_answer_by_keyboard_only(signed_in):
    nadia = signed_in("nadia.benali")
    nadia.goto("/annuaire/")
    nadia.locator("main").focus()
    nadia.keyboard.press("/")
    expect(nadia.get_by_role("searchbox")).to_be_focused()
    nadia.keyboard.type("carte ident")
    answer = nadia.get_by_role("link", name="Carte d’identité perdue ou volée")
    expect(answer).to_be_visible()
    expect(nadia.get_by_role("status").filter(has_text="proposition")).to_be_visible()
    nadia.keyboard.press("ArrowDown")
    expect(answer).to_be_focused()
    nadia.keyboard.press("Escape")
    expect(nadia.get_by_role("searchbox")).to_be_focused()
    nadia.keyboard.press("ArrowDown")
    nadia.keyboard.press("Enter")
    expect(nadia.get_by_role("heading", level=1)).to_contain_text("Carte d’identité")
    nadia.go_back()
    expect(nadia.get_by_role("searchbox")).to_have_value("carte ident")
    expect(answer).to_be_visible()


def test_it_works_without_scripts(open_context):
    caller = open_context(java_script_enabled=False).new_page()
    caller.goto("/recherche/")
    caller.get_by_role("searchbox").fill("trop perçu")
    caller.keyboard.press("Enter")
    expect(caller.get_by_role("link", name="On me réclame un trop-perçu")).to_be_visible()


def test_answers_come_while_typing(signed_in, capsys):
    nadia = signed_in("nadia.benali")
    nadia.goto("/recherche/")
    took = [milliseconds_to_answer(nadia, words) for words in ("carte", "trop") * (TRIES // 2)]
    with capsys.disabled():
        print(f"\nlast key → answers: median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms of {TRIES}")
    assert len(took) == TRIES
