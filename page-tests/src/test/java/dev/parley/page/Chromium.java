package dev.parley.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The machine's own Chromium without a window, with a microphone that needs no hand to allow it. */
final class Chromium implements AutoCloseable {

    private static final Path EXECUTABLE =
            Path.of(System.getenv().getOrDefault("PARLEY_CHROMIUM", "/usr/bin/chromium"));

    /**
     * Some keep the browser from calling its maker, which a closed network answers with noise in the log; the last lets it send
     * media to this machine.
     */
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            "--allow-loopback-in-peer-connection");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(List<String> flags) {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(EXECUTABLE)
                        .setArgs(flags));
    }

    /** The microphone beeps once a second. */
    static Chromium withBeepingMicrophone() {
        return launch(FLAGS);
    }

    /** The microphone plays this WAV file once, from the moment it is opened, and is silent afterwards. */
    static Chromium withMicrophonePlaying(Path wav) {
        List<String> flags = new ArrayList<>(FLAGS);
        flags.add("--use-file-for-fake-audio-capture=" + wav.toAbsolutePath() + "%noloop");
        return launch(flags);
    }

    private static Chromium launch(List<String> flags) {
        Assumptions.assumeTrue(
                Files.isExecutable(EXECUTABLE),
                () -> "browser: " + EXECUTABLE + " is missing (install chromium, or set PARLEY_CHROMIUM)");
        return new Chromium(flags);
    }

    ObservedPage page() {
        return page(1280, 800, ColorScheme.LIGHT);
    }

    ObservedPage page(int width, int height, ColorScheme scheme) {
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
        context.setDefaultTimeout(20_000);
        Page page = context.newPage();
        return new ObservedPage(page);
    }

    /** A page that nothing is listening at. */
    Page plainPage() {
        return browser.newContext().newPage();
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
