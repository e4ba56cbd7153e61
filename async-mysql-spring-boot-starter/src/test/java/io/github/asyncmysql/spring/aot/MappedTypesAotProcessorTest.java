package io.github.asyncmysql.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.TypeReference;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.lang.reflect.Type;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.javapoet.ClassName;

/** Types that rows become are known to native images without being named for them. */
class MappedTypesAotProcessorTest {

    enum Color {
        RED
    }

    record Part(int number, Color color) {}

    record Whole(String name, Part part) {}

    record Listed(int number) {}

    record Streamed(int number) {}

    record Plain(int number) {}

    record Inherited(int number) {}

    record Inner(int number) {}

    record Page<T>(int number, T item) {}

    record Item(int number) {}

    record Unmapped(int number) {}

    /** A class with setters. */
    public static class Properties {
        private LocalDate day = LocalDate.EPOCH;

        public LocalDate getDay() {
            return day;
        }

        public void setDay(LocalDate day) {
            this.day = day;
        }
    }

    /** What several repositories have in common. */
    abstract static class Base {
        final AsyncMySqlOperations mysql;

        Base(AsyncMySqlOperations mysql) {
            this.mysql = mysql;
        }

        CompletableFuture<Inherited> inherited() {
            return mysql.sql("select 1").query(Inherited.class).single();
        }
    }

    static class Repository extends Base {

        Repository(AsyncMySqlOperations mysql) {
            super(mysql);
        }

        CompletableFuture<List<Listed>> listed(int from) {
            return mysql.queryForList("select ?", Listed.class, Integer.valueOf(from));
        }

        Flow.Publisher<Streamed> streamed() {
            return mysql.queryForStream("select 1", Streamed.class);
        }

        CompletableFuture<Whole> inALambda() {
            return mysql.queryForObject("select 1", Integer.class)
                    .thenCompose(id ->
                            mysql.sql("select ?").params(id).query(Whole.class).single());
        }

        CompletableFuture<Properties> properties() {
            return mysql.sql("select 1").query(Properties.class).single();
        }

        CompletableFuture<Page<Item>> page() {
            return mysql.sql("select 1")
                    .query(new ParameterizedTypeReference<Page<Item>>() {})
                    .single();
        }

        /** A part of the repository. */
        static final class Detail {
            CompletableFuture<Inner> inner(AsyncMySqlOperations mysql) {
                return mysql.sql("select 1").query(Inner.class).single();
            }
        }
    }

    static class DriverRepository {
        private static final TypeReference<Page<Item>> PAGE = new TypeReference<>() {};

        CompletableFuture<Plain> plain(MySqlPool pool) {
            return pool.sql("select 1").query(Plain.class).single();
        }

        CompletableFuture<Page<Item>> page(MySqlPool pool) {
            return pool.sql("select 1").query(PAGE).single();
        }
    }

    static class Elsewhere {
        Class<?> unmapped() {
            return Objects.requireNonNull(Unmapped.class);
        }
    }

    /** The beans. */
    @Configuration(proxyBeanMethods = false)
    static class Application {

        @Bean
        Repository repository() {
            throw new IllegalStateException("is not made ahead of time");
        }

        @Bean
        DriverRepository driverRepository() {
            throw new IllegalStateException("is not made ahead of time");
        }

        @Bean
        Elsewhere elsewhere() {
            throw new IllegalStateException("is not made ahead of time");
        }
    }

    private static RuntimeHints hints() {
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get("example", "Generated")), new InMemoryGeneratedFiles());
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.register(Application.class);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        }
        return generation.getRuntimeHints();
    }

    @Test
    void whatBeansMapRowsToIsRegistered() throws NoSuchMethodException {
        RuntimeHints hints = hints();

        for (Class<?> type : List.of(
                Listed.class,
                Streamed.class,
                Whole.class,
                Part.class,
                Color.class,
                Properties.class,
                Inherited.class,
                Inner.class,
                Page.class,
                Item.class,
                Plain.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(type).test(hints))
                    .as(type.getSimpleName())
                    .isTrue();
        }
        assertThat(RuntimeHintsPredicates.reflection()
                        .onConstructorInvocation(Part.class.getDeclaredConstructor(int.class, Color.class))
                        .test(hints))
                .isTrue();
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Part.class.getDeclaredMethod("color"))
                        .test(hints))
                .isTrue();
        assertThat(RuntimeHintsPredicates.reflection()
                        .onMethodInvocation(Properties.class.getDeclaredMethod("setDay", LocalDate.class))
                        .test(hints))
                .isTrue();
    }

    @Test
    void whatIsOnlyNamedIsNot() {
        assertThat(RuntimeHintsPredicates.reflection().onType(Unmapped.class).test(hints()))
                .isFalse();
    }

    @Test
    void typeArgumentsAreFoundWhereverTheReferenceIsMade() {
        assertThat(MappedTypes.of(DriverRepository.class))
                .extracting(Type::getTypeName)
                .containsExactlyInAnyOrder(
                        Plain.class.getTypeName(), Page.class.getTypeName() + "<" + Item.class.getTypeName() + ">");
    }

    @Test
    void classesOfTheJdkAndClassesWithoutCodeAreNoProblem() {
        Object proxy = java.lang.reflect.Proxy.newProxyInstance(
                Repository.class.getClassLoader(), new Class<?>[] {Runnable.class}, (self, method, arguments) -> null);

        assertThat(MappedTypes.of(String.class)).isEmpty();
        assertThat(MappedTypes.of(proxy.getClass())).isEmpty();
    }
}
