package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Headless Chromium, with a user logged in to Jenkins. */
public final class Browser implements AutoCloseable {
    /** Debian's path. */
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    /** Long, because test machines are slow. */
    private static final int MILLISECONDS = 120_000;

    private final Playwright playwright;
    private final URI jenkins;
    private final Page page;

    private Browser(Playwright playwright, URI jenkins) {
        this.playwright = playwright;
        this.jenkins = jenkins;
        // Tests run as root inside a sandbox, where Chromium cannot create its own.
        page = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox")))
                .newPage();
        page.setDefaultTimeout(MILLISECONDS);
        PlaywrightAssertions.setDefaultAssertionTimeout(MILLISECONDS);
    }

    static Browser of(LabJenkins jenkins, String user) {
        Browser browser = at(jenkins.url());
        browser.logIn(user, jenkins.password(user));
        return browser;
    }

    /** Not logged in. */
    public static Browser at(URI jenkins) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Browser(playwright, jenkins);
    }

    /** Whether this machine has a browser. */
    public static boolean installed() {
        return Files.isExecutable(CHROMIUM);
    }

    public void logIn(String user, String password) {
        open("login");
        page.locator("[name=j_username]").fill(user);
        page.locator("[name=j_password]").fill(password);
        page.locator("[name=Submit]").click();
        page.waitForURL(url -> !url.contains("login"));
    }

    /** @param path relative to Jenkins' address */
    public Page open(String path) {
        page.navigate(jenkins.resolve(path).toString());
        return page;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
