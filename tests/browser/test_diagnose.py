"""Labelling in a real browser, by keyboard; two raters; files that are no good; no text in any address."""

import contextlib
from pathlib import Path

from playwright.sync_api import Error, FilePayload, Page, expect

from components.diagnosis import Failure, Label, kappa_of, label_entries, read_failures, sample_failures
from tests.browser.harness import settle

SAMPLE = sample_failures()


def opened(page: Page, app_url: str) -> Page:
    page.goto(f"{app_url}/diagnose")
    settle(page)
    return page


def practise(page: Page, app_url: str) -> Page:
    opened(page, app_url).get_by_role("button", name="Label the same ones yourself").click()
    expect(page.get_by_test_id("failure-text")).to_have_text(SAMPLE[0].text)
    settle(page)
    return page


def paste(page: Page, app_url: str, text: str) -> None:
    opened(page, app_url).get_by_role("textbox", name="Failures").fill(text)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("collected", exact=False).first).to_be_visible()


def key_in(page: Page, given: list[Label | None], of: int = 40) -> None:
    """Press one key a failure, as soon as the next failure shows."""
    expect(page.get_by_role("button", name="Unclear")).to_be_visible()
    settle(page)  # a key pressed before its button is there goes nowhere
    for number, label in enumerate(given, start=1):
        assert label
        page.keyboard.press(label_entries()[label].shortcut)
        expect(page.get_by_text(f"{number} of {of} labelled", exact=True)).to_be_visible()


def upload(page: Page, name: str, data: bytes) -> None:
    page.get_by_role("tab", name="Upload a CSV").click()
    file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)


def test_twenty_failures_are_labelled_by_keyboard_alone(page: Page, app_url: str, tmp_path: Path) -> None:
    practise(page, app_url)
    key_in(page, [item.label for item in SAMPLE[:20]])
    expect(page.get_by_test_id("failure-text")).to_have_text(SAMPLE[20].text)
    page.keyboard.press("Backspace")
    expect(page.get_by_text("19 of 40 labelled", exact=True)).to_be_visible()
    expect(page.get_by_test_id("failure-text")).to_have_text(SAMPLE[19].text)
    page.keyboard.press("1")
    expect(page.get_by_text("20 of 40 labelled", exact=True)).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("radio", name="Result").click()
    expect(page.get_by_role("heading", name="Mostly a knowledge gap")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download as CSV").click()
    started.value.save_as(tmp_path / "out.csv")
    read = read_failures((tmp_path / "out.csv").read_bytes()).failures
    assert [item.label for item in read] == ["knowledge"] * 20 + [None] * 20
    assert page.problems == []  # type: ignore[attr-defined]


def test_two_raters_label_blind_and_their_agreement_is_shown(page: Page, app_url: str) -> None:
    ten = SAMPLE[25:35]
    paste(page, app_url, "\n".join(item.text for item in ten))
    page.get_by_role("button", name="Label 10 failures").click()
    expect(page.get_by_test_id("failure-text")).to_have_text(ten[0].text)
    key_in(page, [item.label for item in ten], of=10)
    page.get_by_role("button", name="Let a second person label").click()
    expect(page.get_by_text("0 of 10 labelled", exact=True)).to_be_visible()
    key_in(page, [item.second_label for item in ten], of=10)
    page.get_by_role("button", name="See the result").click()
    kappa = kappa_of(ten)
    assert kappa is not None
    expect(page.get_by_test_id("stMetric").filter(has_text="Cohen's kappa")).to_contain_text(f"{kappa:.2f}")
    expect(page.get_by_text("1 to talk about")).to_be_visible()


def test_arrow_keys_move_without_labelling(page: Page, app_url: str) -> None:
    practise(page, app_url)
    settle(page)  # the keys belong to buttons that the script draws last
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("failure-text")).to_have_text(SAMPLE[1].text)
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("failure-text")).to_have_text(SAMPLE[0].text)
    expect(page.get_by_text("0 of 40 labelled", exact=True)).to_be_visible()


def test_the_verdict_goes_to_the_wizard_and_no_text_into_the_address(page: Page, app_url: str) -> None:
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    opened(page, app_url).get_by_role("button", name="Open the worked set").click()
    page.get_by_role("button", name="Use this in the wizard").click()
    expect(page.get_by_role("heading", name="Decide", exact=True)).to_be_visible()
    settle(page)
    page.wait_for_url("**/decide?s=*")
    page.get_by_role("link", name="Diagnose").first.click()
    expect(page.get_by_role("heading", name="Mostly a knowledge gap")).to_be_visible()
    settle(page)
    plain = "".join(seen) + page.url
    assert "crowns" not in plain
    shared = page.url
    fresh = page.context.new_page()
    fresh.goto(shared)
    settle(fresh)
    expect(fresh.get_by_text("Bring failures that really happened")).to_be_visible()
    assert len(shared) < 300


def test_a_malformed_file_says_what_and_where_and_keeps_the_labels(page: Page, app_url: str) -> None:
    opened(page, app_url).get_by_role("button", name="Open the worked set").click()
    page.get_by_test_id("stMain").get_by_role("radio", name="Collect").click()
    upload(page, "bad.csv", b'failure,label\n"never closed,both\nmore,both\n')
    expect(page.get_by_text("Line 2: a quotation mark opens here")).to_be_visible()
    upload(page, "empty.csv", b"   ")
    expect(page.get_by_text("The file is empty")).to_be_visible()
    expect(page.get_by_text("40 collected")).to_be_visible()
    expect(page.get_by_test_id("diagnosis-strip")).to_contain_text("Mostly a knowledge gap")


def test_fifty_megabytes_are_refused_with_the_limit(page: Page, app_url: str, tmp_path: Path) -> None:
    opened(page, app_url).get_by_role("tab", name="Upload a CSV").click()
    (tmp_path / "huge.csv").write_bytes(b"a,b\n" * 12_500_000)
    page.locator("input[type=file]").set_input_files(tmp_path / "huge.csv")
    expect(page.get_by_text("File must be 10.0MB or smaller")).to_be_visible()


def test_uploaded_text_stays_text(page: Page, app_url: str) -> None:
    nasty = '<img src=x onerror="document.title=1">'
    rows = f'failure;label\n"{nasty.replace(chr(34), chr(34) * 2)}";both\n=SUM(A1);\nقال البوت 😀;unclear\n'
    opened(page, app_url)
    upload(page, "three.csv", rows.encode("utf-16"))
    page.get_by_role("button", name="Add 3 failures").click()
    expect(page.get_by_text("3 collected")).to_be_visible()
    page.get_by_role("button", name="Label 1 failure").click()
    expect(page.get_by_test_id("failure-text")).to_have_text("=SUM(A1)")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("failure-text")).to_have_text(nasty)
    assert page.get_by_test_id("stMain").locator("img[src=x]").count() == 0
    assert page.problems == []  # type: ignore[attr-defined]


def test_a_failure_can_be_any_length_and_the_keys_stay_in_sight_on_a_phone(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    long = Failure(text="word " * 900).text
    paste(page, app_url, long)
    page.get_by_role("button", name="Label 1 failure").click()
    expect(page.get_by_role("button", name="Unclear")).to_be_in_viewport()


def test_a_row_can_be_removed_in_the_table_which_has_no_download_of_its_own(page: Page, app_url: str) -> None:
    paste(page, app_url, "alpha\n=SUM(A1)\ngamma")
    page.get_by_role("tab", name="Edit as a table").click()
    settle(page)
    grid = page.get_by_test_id("stDataFrame")
    delete = page.get_by_role("button", name="Delete row(s)")
    for _ in range(20):  # the grid paints itself at some time after the script has ended
        grid.click(position={"x": 15, "y": 52})
        with contextlib.suppress(Error):
            delete.wait_for(timeout=1_000)
            break
    delete.click()
    expect(page.get_by_text("2 collected")).to_be_visible()
    expect(page.get_by_role("button", name="Download as CSV")).to_be_hidden()
    page.get_by_role("button", name="Label 2 failures").click()
    expect(page.get_by_test_id("failure-text")).to_have_text("=SUM(A1)")
