package io.jenkins.plugins.swarmdelivery;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInDiagram;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.jenkins.plugins.swarmdelivery.docker.ConfigLedgerStore;
import io.jenkins.plugins.swarmdelivery.docker.DockerSwarm;
import io.jenkins.plugins.swarmdelivery.registry.ImageStore;
import io.jenkins.plugins.swarmdelivery.router.ApacheHttpProbe;
import io.jenkins.plugins.swarmdelivery.router.HaproxyRouter;
import io.jenkins.plugins.swarmdelivery.router.TraefikRouter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the table of rooms true: who may know whom. */
@AnalyzeClasses(packages = "io.jenkins.plugins.swarmdelivery", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.swarmdelivery";
    private static final String JENKINS = ROOT + ".jenkins";
    private static final String ENGINE = ROOT + ".engine..";
    private static final String PORTS = ROOT + ".engine.ports..";
    private static final String LEDGER = ROOT + ".engine.ledger..";
    private static final String BUILD = ROOT + ".build..";
    private static final String CLUSTER = ROOT + ".cluster..";
    private static final String DOCKER = ROOT + ".docker..";
    private static final String DOCUMENTS = ROOT + ".documents..";
    private static final String REGISTRY = ROOT + ".registry..";
    private static final String ROUTER = ROOT + ".router..";
    private static final String STACK = ROOT + ".stack..";
    private static final String TLS = ROOT + ".tls..";
    private static final String TOOLS = ROOT + ".tools..";
    private static final String CLI = ROOT + ".cli..";
    private static final String CONFIG = JENKINS + ".config..";
    private static final String STEPS = JENKINS + ".steps..";
    private static final String AGENT = JENKINS + ".agent..";
    private static final String PROGRESS = JENKINS + ".progress..";
    private static final String OPERATIONS = JENKINS + ".operations..";
    private static final String ACTIONS = JENKINS + ".actions..";

    private static final Pattern DIAGRAM = Pattern.compile("```plantuml\n(.*?)```", Pattern.DOTALL);

    @ArchTest
    static void dependenciesAreThoseOfTheDiagram(JavaClasses project) throws IOException {
        Matcher diagram = DIAGRAM.matcher(DocsTest.read(DocsTest.PROJECT.resolve("docs/architecture.md")));
        assertThat(diagram.find()).isTrue();
        Path file = Files.createTempFile("architecture", ".puml");
        try {
            Files.writeString(file, diagram.group(1));
            classes()
                    .should(adhereToPlantUmlDiagram(file, consideringOnlyDependenciesInDiagram()))
                    .check(project);
        } finally {
            Files.delete(file);
        }
    }

    /** The last one is that of primitive types. */
    private static final String[] JDK = {"java..", "javax.net..", "javax.crypto..", "javax.security..", ""};

    @ArchTest
    static final ArchRule engineKnowsTheJdkAlone = classes()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage(ENGINE)));

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.jenkins.plugins.swarmdelivery.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule buildKnowsPortsTarAndWhatRegistriesAreAsked = classes()
            .that()
            .resideInAPackage(BUILD)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK)
                    .or(resideInAnyPackage(PORTS, BUILD, "org.apache.commons.compress.archivers.tar.."))
                    .or(type(ImageStore.class)));

    @ArchTest
    static final ArchRule documentsKnowEngine = classes()
            .that()
            .resideInAPackage(DOCUMENTS)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage(ENGINE, DOCUMENTS)));

    @ArchTest
    static final ArchRule toolsKnowWhomTheySpeakWith = classes()
            .that()
            .resideInAPackage(TOOLS)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage(PORTS, BUILD, DOCKER, TLS, TOOLS)));

    @ArchTest
    static final ArchRule tlsKnowsBouncyCastle = classes()
            .that()
            .resideInAPackage(TLS)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage(PORTS, TLS, "org.bouncycastle..")));

    @ArchTest
    static final ArchRule dockerKnowsPortsLedgerAndItsTransport = classes()
            .that()
            .resideInAPackage(DOCKER)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK)
                    .or(resideInAnyPackage(
                            PORTS,
                            LEDGER,
                            BUILD,
                            TLS,
                            DOCKER,
                            "com.github.dockerjava.transport..",
                            "com.github.dockerjava.httpclient5..",
                            "com.fasterxml.jackson..",
                            "org.apache.hc..")));

    @ArchTest
    static final ArchRule registryKnowsPorts = classes()
            .that()
            .resideInAPackage(REGISTRY)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(JDK).or(resideInAnyPackage(PORTS, TLS, REGISTRY, "com.fasterxml.jackson..")));

    @ArchTest
    static final ArchRule routerKnowsPortsHttpAndJson = classes()
            .that()
            .resideInAPackage(ROUTER)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK)
                    .or(resideInAnyPackage(PORTS, TLS, ROUTER, "org.apache.hc..", "com.fasterxml.jackson..")));

    @ArchTest
    static final ArchRule stackKnowsPortsReleasesAndYaml = classes()
            .that()
            .resideInAPackage(STACK)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(JDK).or(resideInAnyPackage(PORTS, LEDGER, STACK, "org.snakeyaml.engine..")));

    @ArchTest
    static final ArchRule clusterKnowsWhatItPutsTogether = classes()
            .that()
            .resideInAPackage(CLUSTER)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK)
                    .or(resideInAnyPackage(ENGINE, BUILD, DOCKER, REGISTRY, ROUTER, STACK, TLS, CLUSTER)));

    /** Front ends hand in settings, and get a connection. */
    @ArchTest
    static final ArchRule clustersArePutTogetherInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages(CLUSTER, DOCKER, ROUTER)
            .should()
            .dependOnClassesThat(type(DockerSwarm.class)
                    .or(type(ConfigLedgerStore.class))
                    .or(type(HaproxyRouter.class))
                    .or(type(TraefikRouter.class))
                    .or(type(ApacheHttpProbe.class)));

    /** All that knows Jenkins is in one package, so that the command line's build leaves out that one. */
    @ArchTest
    static final ArchRule onlyOnePackageKnowsJenkins = noClasses()
            .that()
            .resideOutsideOfPackage(JENKINS + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..", JENKINS + "..");

    /** Of Jenkins' rooms; the command line's own build has none. */
    @ArchTest
    static final ArchRule settingsKnowNoStep = noClasses()
            .that()
            .resideInAPackage(CONFIG)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(STEPS, PROGRESS, OPERATIONS, ACTIONS, CLI)
            .allowEmptyShould(true);

    /** What is kept of a delivery knows the values of the engine, and neither a step nor a page. */
    @ArchTest
    static final ArchRule recordsKnowEngine = noClasses()
            .that()
            .resideInAPackage(PROGRESS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BUILD, DOCKER, REGISTRY, ROUTER, TLS, TOOLS, CLI, CONFIG, STEPS, OPERATIONS, ACTIONS)
            .allowEmptyShould(true);

    /** What people start from a page knows no step and no page. */
    @ArchTest
    static final ArchRule operationsKnowSettingsEngineAndRecords = noClasses()
            .that()
            .resideInAPackage(OPERATIONS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BUILD, DOCKER, REGISTRY, TLS, TOOLS, CLI, STEPS, ACTIONS, "com.github.dockerjava..")
            .allowEmptyShould(true);

    /** A page never asks a cluster itself. */
    @ArchTest
    static final ArchRule pagesShowWhatOthersFoundOut = noClasses()
            .that()
            .resideInAPackage(ACTIONS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BUILD, DOCKER, REGISTRY, ROUTER, TLS, TOOLS, CLI, STEPS, "com.github.dockerjava..")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("DeliveryEngine")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("ClusterConnector")
            .allowEmptyShould(true);

    /** It runs on other machines, where there is no controller to ask. */
    @ArchTest
    static final ArchRule agentKnowsNothingOfTheController = noClasses()
            .that()
            .resideInAPackage(AGENT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    CONFIG,
                    STEPS,
                    PROGRESS,
                    OPERATIONS,
                    ACTIONS,
                    CLI,
                    ROUTER,
                    "jenkins.model..",
                    "com.cloudbees..",
                    "org.jenkinsci.plugins..")
            .allowEmptyShould(true);

    /** A step sees a cluster through its settings and the engine alone. */
    @ArchTest
    static final ArchRule stepsKnowSettingsAndEngine = noClasses()
            .that()
            .resideInAPackage(STEPS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DOCKER, REGISTRY, ROUTER, TLS, CLI, OPERATIONS, ACTIONS, "com.github.dockerjava..")
            .allowEmptyShould(true);

    /** What a browser can call says by which verb, so that no other site can have it called. */
    @ArchTest
    static final ArchRule webMethodsNameTheirVerb = methods()
            .that()
            .arePublic()
            .and()
            .haveNameMatching("do[A-Z].*")
            .and()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(CONFIG, STEPS, ACTIONS)
            .should()
            .beAnnotatedWith("org.kohsuke.stapler.verb.POST")
            .orShould()
            .beAnnotatedWith("org.kohsuke.stapler.interceptor.RequirePOST")
            .orShould()
            .beAnnotatedWith("org.kohsuke.stapler.verb.GET")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule engineNeverSleepsAndIsToldTheTime = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Clock.class, "systemUTC");
}
