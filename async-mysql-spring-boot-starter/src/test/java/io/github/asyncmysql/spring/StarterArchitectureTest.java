package io.github.asyncmysql.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.asyncmysql.spring.boot.actuate.AsyncMySqlEndpoint;
import io.github.asyncmysql.testsupport.Covers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;

/** Holds the rooms of the starter and the arrows between them. */
@AnalyzeClasses(packages = "io.github.asyncmysql.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class StarterArchitectureTest {

    private static final String ROOT = "io.github.asyncmysql.spring";

    @ArchTest
    static final ArchRule theTemplateKnowsNeitherBootNorTheFrontDoor = noClasses()
            .that()
            .resideInAPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".boot..", "org.springframework.boot..", "io.github.asyncmysql.driver..", "io.netty..");

    @ArchTest
    static final ArchRule autoConfigurationKnowsNothingOptional = noClasses()
            .that()
            .resideInAPackage(ROOT + ".boot.autoconfigure..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".boot.actuate..",
                    ROOT + ".boot.json..",
                    ROOT + ".boot.init..",
                    ROOT + ".boot.docker..",
                    ROOT + ".boot.testcontainers..",
                    ROOT + ".boot.test..",
                    ROOT + ".observation..",
                    ROOT + ".json..",
                    "tools.jackson..",
                    "io.micrometer..",
                    "org.springframework.boot.health..",
                    "org.springframework.boot.actuate..",
                    "org.springframework.boot.micrometer..",
                    "org.springframework.boot.sql..",
                    "org.springframework.boot.docker..",
                    "org.springframework.boot.testcontainers..",
                    "org.testcontainers..");

    @ArchTest
    static final ArchRule nobodyUsesTheDriversInternals =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.github.asyncmysql.internal..");

    @ArchTest
    static final ArchRule thereAreNoCycles =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule autoConfigurationsAreFinal = classes()
            .that()
            .areAnnotatedWith(AutoConfiguration.class)
            .should()
            .bePublic()
            .andShould()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        assertThat(classes).isNotEmpty().allSatisfy(type -> assertThat(
                        type.getPackage().getPackageInfo().isAnnotatedWith(NullMarked.class))
                .as(type.getPackageName())
                .isTrue());
    }

    @Test
    @Covers("boot:55")
    void parameterNamesAreKept() {
        assertThat(Arrays.stream(AsyncMySqlEndpoint.class.getDeclaredMethods())
                        .filter(method -> method.getName().equals("change"))
                        .flatMap(method -> Arrays.stream(method.getParameters()))
                        .map(parameter -> parameter.getName()))
                .containsExactly("name", "action", "minSize", "maxSize");
    }

    @Test
    void filesAreShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readAllLines(file))
                            .as(file.toString())
                            .hasSizeLessThanOrEqualTo(400));
        }
    }
}
