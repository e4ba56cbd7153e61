package io.github.asyncmysql;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.asyncmysql.testsupport.Covers;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;

/** Holds the rooms and the arrows between them. */
@AnalyzeClasses(packages = "io.github.asyncmysql", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.asyncmysql";
    private static final String INTERNAL = ROOT + ".internal.";

    /** The decisions of the pool, which know no time, no threads and no locks of their own. */
    private static final Set<String> PURE_POOL = Set.of(
            "PoolState",
            "Balance",
            "Population",
            "Upkeep",
            "Growth",
            "ConnectPacer",
            "ReplacementPacer",
            "PoolSettings",
            "PoolTimes",
            "PoolCounters",
            "Tally",
            "SlowAcquires",
            "EndRound",
            "WaitQueue",
            "IdleStack",
            "Cleanliness");

    /** The decisions about several hosts, which know none either. */
    private static final Set<String> PURE_CLUSTER = Set.of("Topology", "HostReport");

    @ArchTest
    static final ArchRule arrowsGoDownOnly = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("driver")
            .definedBy(ROOT + ".driver")
            .layer("client")
            .definedBy(INTERNAL + "client")
            .layer("cluster")
            .definedBy(INTERNAL + "cluster")
            .layer("pool")
            .definedBy(INTERNAL + "pool")
            .layer("connection")
            .definedBy(INTERNAL + "connection")
            .layer("command")
            .definedBy(INTERNAL + "command")
            .layer("auth")
            .definedBy(INTERNAL + "auth")
            .layer("value")
            .definedBy(INTERNAL + "value")
            .layer("wire")
            .definedBy(INTERNAL + "wire")
            .layer("flight")
            .definedBy(INTERNAL + "flight")
            .layer("blockhound")
            .definedBy(INTERNAL + "blockhound")
            .layer("api")
            .definedBy(ROOT)
            .whereLayer("driver")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("blockhound")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("driver")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("client")
            .whereLayer("connection")
            .mayOnlyBeAccessedByLayers("client", "driver")
            .whereLayer("pool")
            .mayOnlyBeAccessedByLayers("connection", "cluster", "client", "driver")
            .whereLayer("flight")
            .mayOnlyBeAccessedByLayers("pool", "client")
            .whereLayer("command")
            .mayOnlyBeAccessedByLayers("connection", "client")
            .whereLayer("auth")
            .mayOnlyBeAccessedByLayers("command")
            .whereLayer("value")
            .mayOnlyBeAccessedByLayers("command", "connection", "client")
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers("value", "auth", "command", "connection", "client");

    @ArchTest
    static final ArchRule noCycles = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule theApiDependsOnTheJdkAlone = classes()
            .that()
            .resideInAPackage(ROOT)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT, "java..", "javax.net.ssl..", "javax.security.auth..", "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule nettyStaysInItsRoom = noClasses()
            .that(resideInAnyPackage(
                    ROOT,
                    INTERNAL + "client",
                    INTERNAL + "cluster",
                    INTERNAL + "pool",
                    INTERNAL + "command",
                    INTERNAL + "auth",
                    INTERNAL + "value",
                    INTERNAL + "wire"))
            .should()
            .dependOnClassesThat(resideInAPackage("io.netty.."));

    /** The recorder's own module may be absent. */
    @ArchTest
    static final ArchRule theFlightRecorderStaysInItsRoom = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "flight")
            .should()
            .dependOnClassesThat(resideInAPackage("jdk.jfr..")
                    .or(resideInAPackage(INTERNAL + "flight").and(new DescribedPredicate<>("need it") {
                        @Override
                        public boolean test(JavaClass type) {
                            return !Set.of("FlightLog", "FlightStatement").contains(type.getSimpleName());
                        }
                    })));

    /** It is there in tests of applications, if at all. */
    @ArchTest
    static final ArchRule blockHoundStaysInItsRoom = noClasses()
            .that()
            .resideOutsideOfPackage(INTERNAL + "blockhound")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("reactor..", INTERNAL + "blockhound");

    @ArchTest
    static final ArchRule thePoolAndTheClusterKnowNoMySql = noClasses()
            .that(resideInAnyPackage(INTERNAL + "pool", INTERNAL + "cluster"))
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    INTERNAL + "connection", INTERNAL + "command", INTERNAL + "value", INTERNAL + "wire"));

    /** Values as others; asking a name service for them is another matter. */
    private static final Set<String> ADDRESSES = Set.of(
            "java.net.InetAddress", "java.net.Inet4Address", "java.net.Inet6Address", "java.net.UnknownHostException");

    @ArchTest
    static final ArchRule pureCoresKnowNoClocksAndNoThreads = noClasses()
            .that(resideInAnyPackage(INTERNAL + "command", INTERNAL + "auth", INTERNAL + "value", INTERNAL + "wire")
                    .or(new DescribedPredicate<>("are the pool's pure core") {
                        @Override
                        public boolean test(JavaClass type) {
                            return type.getPackageName().equals(INTERNAL + "pool")
                                    && PURE_POOL.contains(type.getSimpleName());
                        }
                    })
                    .or(new DescribedPredicate<>("decide about several hosts") {
                        @Override
                        public boolean test(JavaClass type) {
                            return type.getPackageName().equals(INTERNAL + "cluster")
                                    && PURE_CLUSTER.contains(type.getSimpleName());
                        }
                    }))
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..", "java.net..", "java.time.chrono..")
                    .and(new DescribedPredicate<>("are not mere addresses") {
                        @Override
                        public boolean test(JavaClass type) {
                            return !ADDRESSES.contains(type.getName());
                        }
                    }))
            .orShould()
            .callMethod(InetAddress.class, "getByName", String.class)
            .orShould()
            .callMethod(InetAddress.class, "getAllByName", String.class)
            .orShould()
            .callMethod(InetAddress.class, "getHostName")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.lang.Thread");

    @ArchTest
    static final ArchRule nobodyWaits = noClasses()
            .that()
            // On the user's own thread, for the end of a pool.
            .doNotHaveSimpleName("PoolClosing")
            .and()
            // It is what users wait for.
            .doNotHaveSimpleName("AnswerFuture")
            .should()
            .callCodeUnitWhere(new DescribedPredicate<JavaCall<?>>("wait for another thread") {
                @Override
                public boolean test(JavaCall<?> call) {
                    boolean future = call.getTargetOwner().isAssignableTo(Future.class)
                            || call.getTargetOwner().isAssignableTo(CompletableFuture.class);
                    String name = call.getName();
                    return future && (name.equals("get") || name.equals("join") || name.equals("await"))
                            || call.getTargetOwner().isEquivalentTo(Thread.class) && name.equals("sleep");
                }
            });

    /** So a clock that is set back or forth changes nothing. What time of day it is, the server is asked. */
    @Test
    @Covers({"pool:D8", "guarantee:18"})
    void nobodyReadsTheClockOnTheWall() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callConstructor(Date.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(ROOT));
    }

    @ArchTest
    static final ArchRule nobodySynchronizes = methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED);

    @ArchTest
    static final ArchRule namesSayWhatThingsAre = noClasses()
            .that()
            .areNotAssignableTo(TrustManager.class)
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils");

    @Test
    @Covers({"guarantee:18", "fault:F30", "pool:D8"})
    void nobodyAsksWhatTimeOfDayItIs() {
        noClasses()
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(ROOT));
    }

    @Test
    void theModuleExportsExactlyTheApiAndTheFrontDoor() {
        ModuleDescriptor module = ModuleFinder.of(Path.of("target", "classes"))
                .find("io.github.asyncmysql")
                .orElseThrow()
                .descriptor();
        assertThat(module.exports().stream()
                        .map(ModuleDescriptor.Exports::source)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(ROOT, ROOT + ".driver");
        assertThat(module.opens()).isEmpty();
    }

    @Test
    void filesAreShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .allSatisfy(file -> assertThat(Files.readAllLines(file))
                            .as(file.toString())
                            .hasSizeLessThanOrEqualTo(400));
        }
    }
}
