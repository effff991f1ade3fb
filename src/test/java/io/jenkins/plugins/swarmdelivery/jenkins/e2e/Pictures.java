package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Screenshots of pages for review, on request: with {@code -Dpictures=FOLDER} in light and, with {@code
 * -Ddark=STYLE.css}, in dark mode; in desktop and phone width.
 */
public final class Pictures {
    /** The width of a small phone, in pixels. */
    public static final int PHONE = 360;

    private static final int DESK = 1280;
    private static final int HEIGHT = 800;

    private Pictures() {}

    public static void take(Page page, String name) {
        Optional.ofNullable(System.getProperty("pictures")).map(Path::of).ifPresent(folder -> {
            shoot(page, DESK, folder.resolve(name + ".png"));
            shoot(page, PHONE, folder.resolve(name + "-phone.png"));
            Optional.ofNullable(System.getProperty("dark")).ifPresent(style -> {
                page.evaluate("document.documentElement.dataset.theme = 'dark'");
                page.addStyleTag(new Page.AddStyleTagOptions().setPath(Path.of(style)));
                shoot(page, DESK, folder.resolve(name + "-dark.png"));
            });
        });
    }

    private static void shoot(Page page, int width, Path file) {
        page.setViewportSize(width, HEIGHT);
        page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
        page.setViewportSize(DESK, HEIGHT);
    }
}
