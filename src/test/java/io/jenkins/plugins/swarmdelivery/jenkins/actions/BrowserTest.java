package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.APPLICATION;
import static io.jenkins.plugins.swarmdelivery.jenkins.actions.PagesCluster.fake;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.SelectOption;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.config.Traefik;
import io.jenkins.plugins.swarmdelivery.jenkins.e2e.Browser;
import io.jenkins.plugins.swarmdelivery.jenkins.e2e.Pictures;
import io.jenkins.plugins.swarmdelivery.router.RouterInMemory;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.jvnet.hudson.test.TestExtension;

/**
 * What only a browser shows: reordering blocks of the form, times that keep counting, narrow screens; with {@link
 * Pictures}.
 */
@EnabledIf(value = "installed", disabledReason = "there is no Chromium on this machine")
class BrowserTest extends ButtonsTestBed {
    @TestExtension
    public static class Connector extends PagesCluster {}

    private Browser browser;

    static boolean installed() {
        return Browser.installed();
    }

    @BeforeEach
    void open() throws Exception {
        browser = Browser.at(jenkins.getURL().toURI());
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private static LocatorAssertions see(Locator there) {
        return PlaywrightAssertions.assertThat(there);
    }

    private Page open(String user, String path) {
        browser.logIn(user, user);
        return browser.open(path);
    }

    private static Locator block(Page page, String name) {
        return page.locator(".swarm-clusters .repeated-chunk[name=clusters]")
                .filter(new Locator.FilterOptions()
                        .setHas(page.locator(".swarm-cluster__name")
                                .getByText(name, new Locator.GetByTextOptions().setExact(true))));
    }

    private static Locator title(Page page, String name) {
        return block(page, name).locator(".swarm-cluster__title");
    }

    private static void move(Page page, String name, String before) {
        BoundingBox from = block(page, name).locator(".dd-handle").first().boundingBox();
        page.mouse().move(from.x + from.width / 2, from.y + from.height / 2);
        page.mouse().down();
        BoundingBox to = title(page, before).boundingBox();
        page.mouse().move(to.x + 20, to.y + 30, new Mouse.MoveOptions().setSteps(12));
        page.mouse().move(to.x + 20, to.y + 4, new Mouse.MoveOptions().setSteps(12));
        page.mouse().up();
    }

    private static List<String> names() {
        return SwarmDeliveryConfiguration.get().getClusters().stream()
                .map(SwarmCluster::getName)
                .toList();
    }

    @Test
    void addsRenamesMovesDeletesAndSavesClusters() {
        PagesCluster.addElsewhere();
        Page page = open("admin", "configure");
        see(title(page, "staging")).hasAttribute("aria-expanded", "false");
        see(title(page, "staging")).containsText("answers; 1 application");
        see(title(page, "elsewhere")).containsText("answers; no applications");
        title(page, "staging").scrollIntoViewIfNeeded();
        Pictures.take(page, "form");

        page.locator(".swarm-clusters").getByText("Add cluster").click();
        Locator added = block(page, "New cluster");
        added.locator("input[name='_.name']").fill("third");
        added = block(page, "third");
        added.locator("textarea[name='_.managers']").fill("tcp://10.0.0.3:2375");
        added.getByText("Allow plain tcp").click();
        see(title(page, "third")).containsText("not saved yet");

        title(page, "elsewhere").click();
        block(page, "elsewhere").locator("input[name='_.name']").fill("other");
        see(title(page, "other")).isVisible();
        title(page, "other").click();
        title(page, "third").click();
        move(page, "third", "staging");

        title(page, "staging").click();
        Locator delete = block(page, "staging").locator(".repeatable-delete").last();
        delete.click();
        see(page.locator("dialog[open]"))
                .containsText(Pattern.compile("Delete the cluster staging.*no longer show go-demo", Pattern.DOTALL));
        Pictures.take(page, "form-delete");
        page.locator("dialog[open] [data-id=cancel]").click();
        see(block(page, "staging")).isVisible();
        delete.click();
        page.locator("dialog[open] [data-id=ok]").click();
        see(block(page, "staging")).hasCount(0);

        page.locator("button[name=Submit]").click();
        page.waitForURL(url -> !url.contains("configure"));
        assertThat(names()).containsExactly("third", "other");
        page = browser.open("configure");
        see(page.locator(".swarm-cluster__name")).hasText(new String[] {"third", "other"});
    }

    @Test
    void expandsTheBlockOfASingleCluster() {
        Page page = open("admin", "configure");

        see(title(page, "staging")).hasAttribute("aria-expanded", "true");
        see(block(page, "staging").locator("input[name='_.name']")).hasValue("staging");
        title(page, "staging").scrollIntoViewIfNeeded();
        Pictures.take(page, "configure");
    }

    /** Errors in nested fields are reported, so they were submitted, with those of the right block. */
    @Test
    void testsTheClusterAsTheFormShowsIt() {
        PagesCluster.addElsewhere();
        Page page = open("admin", "configure");
        title(page, "elsewhere").click();
        Locator block = block(page, "elsewhere");
        block.getByText("Router and defaults").click();
        block.locator("input[name='_.service']").fill("");
        block.locator(".swarm-cluster__test").click();
        see(block.locator(".jenkins-validate-button__container__status"))
                .containsText("router.haproxy.service: missing; name the Swarm service");

        block.getByText("Add registry").click();
        block.locator("input[name='_.server']").fill("reg/x");
        block.locator(".swarm-cluster__test").click();
        see(block.locator(".jenkins-validate-button__container__status"))
                .containsText("registries[0].server: \"reg/x\" is not valid");
    }

    /** The fields of the kind that is not chosen come only when it is chosen, and are not submitted. */
    @Test
    void changesTheKindOfRouter() {
        Page page = open("admin", "configure");
        Locator block = block(page, "staging");
        block.getByText("Router and defaults").click();
        Locator kind = block.locator("select.dropdownList");
        kind.selectOption(new SelectOption().setLabel("Traefik"));
        Locator users = block.locator("textarea[name='_.entryPoints']");
        see(users).hasValue("web");
        users.fill("web\nwebsecure");
        block.locator("input[name='_.serverName']:visible").fill("traefik.example");
        // The bars at the top and the bottom of the window are not to cover it.
        page.evaluate("window.scrollTo(0, 0)");
        Pictures.take(page, "traefik");

        page.locator("button[name=Submit]").click();
        page.waitForURL(url -> !url.contains("configure"));

        assertThat(SwarmDeliveryConfiguration.get().cluster("staging").getRouter())
                .isInstanceOfSatisfying(Traefik.class, router -> {
                    assertThat(router.getEntryPoints()).containsExactly("web", "websecure");
                    assertThat(router.getServerName()).isEqualTo("traefik.example");
                    assertThat(router.getService()).isEqualTo("traefik");
                });
    }

    @Test
    void setsTheRouterUp() {
        PagesCluster.proxies = new RouterInMemory();
        Page page = open("admin", "swarm-delivery/cluster/staging/");
        page.locator("#router-applications").fill("shop=8080,host=shop.example.com");
        Pictures.take(page, "cluster-router");
        page.locator("#router-plan-button").click();
        see(page.locator("[data-part=log]")).containsText("would create service swarm-router");
        see(page.locator("#router-button")).isVisible();
        Pictures.take(page, "router");

        page.locator("#router-button").click();
        see(page.locator("dialog[open]")).containsText("Set up the router?");
        page.locator("dialog[open] [data-id=ok]").click();

        see(page.locator("[data-part=log]")).containsText("the router is up; every replica serves its routes");
        assertThat(PagesCluster.proxies.routed("swarm-router")).containsExactly("shop");
    }

    @Test
    void sharesUsersAfterAQuestionThatNamesThePercentage() throws Exception {
        fake.deploy("3.0");
        fake.share(5);
        PagesCluster.seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.delivery())
                .filter(delivery -> delivery.parked() && delivery.share().isPresent())
                .isPresent());
        Pictures.take(open("reader", APPLICATION), "share-reader");
        Pictures.take(browser.open("swarm-delivery/cluster/staging/"), "share-cluster");
        Page page = open("deployer", APPLICATION);
        see(page.locator("#share-percentage")).hasValue("5");
        Pictures.take(page, "share");

        page.locator("#share-percentage").fill("101");
        page.locator("#share-button").click();
        see(page.locator("dialog[open]")).hasCount(0);

        page.locator("#share-percentage").fill("25");
        page.locator("#share-button").click();
        see(page.locator("dialog[open]"))
                .containsText(
                        Pattern.compile("Share users\\?.*Percentage of the users for blue 3.0: 25", Pattern.DOTALL));
        Pictures.take(page, "share-question");
        page.locator("dialog[open] [data-id=ok]").click();

        see(page.locator("[data-part=log]")).containsText("blue 3.0 gets 25% of the users");
        Pictures.take(page, "share-operation");
        assertThat(fake.shared()).isEqualTo(25);
    }

    @Test
    void tellsWhichPermissionsAreMissing() throws Exception {
        PagesCluster.seenLive("green 2.0");
        Page page = open("reader", APPLICATION);

        see(page.locator("#main-panel")).containsText("requires the permission Docker Swarm Delivery/Rollback");
        see(page.locator("#rollback-button, #unlock-button")).hasCount(0);
        Pictures.take(page, "reader");
    }

    @Test
    void showsRelativeTimesWithTheExactTimeAsTitle() throws Exception {
        PagesCluster.seenLive("green 2.0");
        Page page = open("roller", APPLICATION);

        Locator when = page.locator("[data-part=history] .swarm-time").first();
        see(when).hasText(Pattern.compile("now|.* (ago|in .*)"));
        see(when).hasAttribute("title", Pattern.compile(".*20\\d\\d.*"));
    }

    @Test
    void showsTheWholeHistoryOnAPhone() throws Exception {
        fake.deliverOver("3.0");
        fake.imageGone("1.0");
        PagesCluster.seenLive("blue 3.0");
        PagesCluster.seenMissing(missing -> missing.containsKey(1));
        Page page = open("roller", APPLICATION);
        see(page.locator(".swarm-missing")).containsText("missing: image registry:5000/go-demo:1.0");
        Pictures.take(page, "missing");
        page.setViewportSize(Pictures.PHONE, 740);

        Locator by = page.locator("[data-part=history] td[data-label=By]").first();
        by.scrollIntoViewIfNeeded();
        BoundingBox box = by.boundingBox();
        assertThat(box.x + box.width).isLessThanOrEqualTo(Pictures.PHONE);
        assertThat(page.locator("[data-part=history] .swarm-wide, .swarm-wide[data-part=history]")
                        .first()
                        .evaluate("element => element.scrollWidth - element.clientWidth"))
                .isEqualTo(0);
        Pictures.take(browser.open("swarm-delivery/"), "clusters");
        Pictures.take(browser.open("swarm-delivery/cluster/staging/"), "cluster");
    }

    @Test
    void showsServicesAndDifferencesOfAStackOnAPhone() throws Exception {
        PagesCluster.fake = new FakeCluster();
        fake.catchUp();
        fake.deliverStack("1.0");
        fake.deliverStack("2.0");
        PagesCluster.seenLive("green 2.0");
        Page page = open("reader", APPLICATION);
        Pictures.take(page, "stack");
        page.setViewportSize(Pictures.PHONE, 740);
        fits(page);

        page.locator("#compare-button").click();
        see(page.locator(".swarm-diff")).containsText("TaskTemplate.ContainerSpec.Image");
        assertThat(page.url()).endsWith("/comparison/1-2/");
        fits(page);
        Pictures.take(page, "comparison");
    }

    @Test
    void showsEachServiceOfADeliveryOnAnyScreen() throws Exception {
        PagesCluster.fake = new FakeCluster();
        fake.catchUp();
        fake.deliverStack("1.0");
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "release");
        job.setDefinition(new CpsFlowDefinition(
                "node {\nwriteFile file: 's.yml', text: '''" + StackPagesTest.STACK + "'''\n"
                        + "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', stack: 's.yml') {}\n}",
                true));
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        Page page = open("admin", build.getUrl() + "swarm-deliveries/");
        see(page.locator(".swarm-card__services")).isVisible();
        page.locator(".swarm-card__services").evaluate("services => { services.open = true }");
        fits(page);
        page.setViewportSize(Pictures.PHONE, 740);
        fits(page);
        Pictures.take(page, "stack-delivery");
    }

    /** Nothing is cut off at the right. */
    private static void fits(Page page) {
        assertThat(page.locator(".swarm-wide")
                        .evaluateAll("all => all.map(element => element.scrollWidth - element.clientWidth)"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .isNotEmpty()
                .containsOnly(0);
    }

    @Test
    void collapsesFinishedCardsButNotFailedOnes() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "release");
        job.setDefinition(new CpsFlowDefinition(
                "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', image: 'registry:5000/go-demo:3.0') {}\n"
                        + "swarmRegisterColor(cluster: 'staging', application: 'go-demo') {}\n"
                        + "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo',"
                        + " image: 'registry:5000/go-demo:4.0') { error 'no good' }",
                true));
        WorkflowRun build = jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
        Page page = open("admin", build.getUrl() + "swarm-deliveries/");

        Locator done = page.locator(".swarm-card")
                .filter(new Locator.FilterOptions().setHasText("3.0"))
                .first();
        Locator failed = page.locator(".swarm-card")
                .filter(new Locator.FilterOptions().setHasText("4.0"))
                .first();
        see(done.locator(".swarm-phase").first()).isHidden();
        see(failed.locator(".swarm-phase").first()).isVisible();
        Pictures.take(page, "build");
        page = browser.open("job/release/");
        see(page.locator(".swarm-job a[href$='/" + APPLICATION + "']").first()).isVisible();
        Pictures.take(page, "job");
        page = browser.open("");
        see(page.locator("#side-panel a[href$='/swarm-delivery']")).isVisible();
        Pictures.take(page, "front");
    }

    @Test
    void opensTheSnippetGeneratorWithAClusterSelected() throws Exception {
        SwarmDeliveryConfiguration.get().setClusters(List.of());
        jenkins.createProject(WorkflowJob.class, "release");
        Page page = open("admin", "job/release/pipeline-syntax/");
        page.locator("select.dropdownList")
                .first()
                .selectOption(
                        new SelectOption().setLabel("swarmRollback: Docker Swarm: roll back to the previous release"));
        Locator cluster = page.locator("select[name='_.cluster']:visible");
        see(cluster).hasValue("NAME-OF-THE-CLUSTER");
        see(page.locator(".validation-error-area .error:visible")).hasCount(0);
        Pictures.take(page, "snippet");

        page.locator("#generatePipelineScript").click();
        see(page.locator("#prototypeText")).hasValue(Pattern.compile(".*cluster: 'NAME-OF-THE-CLUSTER'.*"));
    }
}
