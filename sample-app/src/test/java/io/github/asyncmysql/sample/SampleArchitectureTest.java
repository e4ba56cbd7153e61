package io.github.asyncmysql.sample;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the sample does, every application can do. */
class SampleArchitectureTest {

    private static final String ROOT = "io.github.asyncmysql";

    private final JavaClasses sample = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT + ".sample");

    @Test
    void usesOnlyWhatIsPublic() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAnyPackage(ROOT + ".sample..", ROOT, ROOT + ".driver", ROOT + ".spring"))))
                .check(sample);
        assertThat(sample.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .map(dependency -> dependency.getTargetClass())
                        .filter(target -> target.getPackageName().startsWith(ROOT)
                                && !target.getPackageName().startsWith(ROOT + ".sample")))
                .isNotEmpty()
                .allMatch(target -> target.getModifiers().contains(JavaModifier.PUBLIC));
    }

    @Test
    void roomsDoNotDependOnEachOtherInCircles() {
        slices().matching(ROOT + ".sample.(*)..").should().beFreeOfCycles().check(sample);
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".sample.ledger..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("jakarta.servlet..", "org.springframework.web.."))
                .check(sample);
    }

    @Test
    void filesAreShort() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            assertThat(files.filter(file -> file.toString().matches(".*\\.(java|js|css|html)")))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.readAllLines(file))
                            .as(file.toString())
                            .hasSizeLessThanOrEqualTo(400));
        }
    }
}
