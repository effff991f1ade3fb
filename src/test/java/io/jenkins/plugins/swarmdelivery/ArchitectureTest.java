package io.jenkins.plugins.swarmdelivery;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.jenkins.plugins.swarmdelivery.registry.ImageStore;
import java.time.Clock;
import java.time.Instant;

/** Keeps the table of rooms true: who may know whom. */
@AnalyzeClasses(packages = "io.jenkins.plugins.swarmdelivery", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.swarmdelivery";
    private static final String ENGINE = ROOT + ".engine..";
    private static final String BUILD = ROOT + ".build..";
    private static final String DOCKER = ROOT + ".docker..";
    private static final String DOCUMENTS = ROOT + ".documents..";
    private static final String REGISTRY = ROOT + ".registry..";
    private static final String ROUTER = ROOT + ".router..";
    private static final String STACK = ROOT + ".stack..";
    private static final String TLS = ROOT + ".tls..";
    private static final String TOOLS = ROOT + ".tools..";
    private static final String CLI = ROOT + ".cli..";
    private static final String CONFIG = ROOT + ".config..";
    private static final String STEPS = ROOT + ".steps..";
    private static final String AGENT = ROOT + ".agent..";
    private static final String PROGRESS = ROOT + ".progress..";
    private static final String OPERATIONS = ROOT + ".operations..";
    private static final String ACTIONS = ROOT + ".actions..";

    /** The last one is that of primitive types. */
    private static final String[] JDK = {"java..", "javax.net..", "javax.crypto..", "javax.security..", ""};

    @ArchTest
    static final ArchRule engineKnowsTheJdkAlone = classes()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage(ENGINE)));

    @ArchTest
    static final ArchRule buildKnowsEngineTarAndWhatRegistriesAreAsked = classes()
            .that()
            .resideInAPackage(BUILD)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK)
                    .or(resideInAnyPackage(ENGINE, BUILD, "org.apache.commons.compress.archivers.tar.."))
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
            .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage(ENGINE, BUILD, DOCKER, TLS, TOOLS)));

    @ArchTest
    static final ArchRule tlsKnowsBouncyCastle = classes()
            .that()
            .resideInAPackage(TLS)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage(ENGINE, TLS, "org.bouncycastle..")));

    @ArchTest
    static final ArchRule dockerKnowsEngineAndItsTransport = classes()
            .that()
            .resideInAPackage(DOCKER)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(JDK)
                    .or(resideInAnyPackage(
                            ENGINE,
                            BUILD,
                            TLS,
                            DOCKER,
                            "com.github.dockerjava.transport..",
                            "com.github.dockerjava.httpclient5..",
                            "com.fasterxml.jackson..",
                            "org.apache.hc..")));

    @ArchTest
    static final ArchRule registryKnowsEngine = classes()
            .that()
            .resideInAPackage(REGISTRY)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(JDK).or(resideInAnyPackage(ENGINE, TLS, REGISTRY, "com.fasterxml.jackson..")));

    @ArchTest
    static final ArchRule routerKnowsEngineAndItsHttpClient = classes()
            .that()
            .resideInAPackage(ROUTER)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(JDK).or(resideInAnyPackage(ENGINE, TLS, ROUTER, "org.apache.hc..")));

    @ArchTest
    static final ArchRule stackKnowsEngineAndYaml = classes()
            .that()
            .resideInAPackage(STACK)
            .should()
            .onlyDependOnClassesThat(
                    resideInAnyPackage(JDK).or(resideInAnyPackage(ENGINE, STACK, "org.snakeyaml.engine..")));

    /** The plugin's own build has no command line, and then nothing to check here. */
    @ArchTest
    static final ArchRule commandLineWorksWithoutJenkins = noClasses()
            .that()
            .resideInAPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..")
            .allowEmptyShould(true);

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
            .resideInAnyPackage(
                    BUILD, DOCKER, REGISTRY, ROUTER, TLS, TOOLS, CLI, STEPS, ACTIONS, "com.github.dockerjava..")
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
