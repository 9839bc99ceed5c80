"""What the page's policy allows in a real browser, and that the tests' browser is as strict as it says."""

from playwright.async_api import Browser, Page, expect
import pytest

from tests.support.browser import axe, opened, tolerate


VIOLATED = "() => new Promise((resolve) => document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective)))"


async def violated_by(page: Page, script: str) -> str:
    """Directive of the policy that a script runs into."""
    waiting = await page.evaluate_handle(f"() => ({{ seen: ({VIOLATED})() }})")
    await page.evaluate(script)
    directive: str = await waiting.evaluate("(waiting) => waiting.seen")
    return directive


@pytest.mark.parametrize(
    ("script", "directive"),
    [
        ("() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s); }", "script-src-elem"),
        ("() => { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.ran = 1\">'); }", "script-src-attr"),
        ("() => { const s = document.createElement('script'); s.src = 'https://example.org/x.js'; document.body.append(s); }", "script-src-elem"),
        ("() => { document.body.insertAdjacentHTML('beforeend', '<style>body { display: none }</style>'); }", "style-src-elem"),
        ("() => { fetch('https://example.org/').catch(() => 0); }", "connect-src"),
        ("() => { const f = document.createElement('iframe'); f.src = '/'; document.body.append(f); }", "frame-src"),
        ("() => { const b = document.createElement('base'); b.href = 'https://example.org/'; document.head.append(b); }", "base-uri"),
    ],
)
async def test_ui_weak_06_what_an_attacker_would_add_to_the_page_does_nothing(page: Page, script: str, directive: str) -> None:
    tolerate(page, "Content Security Policy|violates|x.js|foreign origin|404")
    await page.goto("/")
    assert await violated_by(page, script) == directive
    assert not await page.evaluate("() => 'ran' in window")


async def test_a_style_that_a_library_adds_is_applied(page: Page) -> None:
    await page.goto("/")
    shown = """() => {
        const style = document.createElement("style");
        style.textContent = ":root { --added: 7px }";
        document.head.append(style);
        return getComputedStyle(document.documentElement).getPropertyValue("--added");
    }"""
    await page.locator("main").wait_for()

    assert await page.evaluate(shown) == "7px"


@pytest.mark.parametrize("script", ["() => console.error('bad')", "() => { setTimeout(() => { throw new Error('bad') }) }"])
async def test_a_page_that_complains_fails_its_test(browser: Browser, site: str, script: str) -> None:
    with pytest.raises(AssertionError, match=r"the page complains:\n(.|\n)*bad"):
        async with opened(browser, site) as page:
            await page.goto("/")
            await page.evaluate(script)
            await page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 50))")


async def test_share_links_of_older_versions_lead_to_the_page(page: Page) -> None:
    tolerate(page, "404.*/api/snapshot/")  # nobody has shared this one
    await page.goto("/snapshot/nobody-has-this-token")
    await expect(page).to_have_url("/?snapshot=nobody-has-this-token")
    await expect(page.locator("main")).to_be_visible()


async def test_an_address_that_leads_nowhere_says_so_and_leads_back(page: Page) -> None:
    tolerate(page, "404.*/no/such/page")
    await page.goto("/no/such/page")
    await expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    await axe(page)
    await page.get_by_role("link").click()
    await expect(page).to_have_url("/")
