package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Pictures of pages for a person to look at, where they are asked for: with {@code -Dpictures=FOLDER}, light and, with {@code
 * -Ddark=STYLE.css}, dark; as a desk and as a phone shows it.
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
