package io.github.asyncmysql.spring.boot;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Is processed ahead of time, by {@link AotIT}. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class AotApplication {

    /** What a row becomes. Immutable. */
    public record Row(int number, String name) {}

    /** Uses both pools. Thread-safe. */
    public record Answers(AsyncMySqlOperations main, AsyncMySqlOperations reports) {

        String all() {
            return main.queryForObject("select 6 * 7", Integer.class).join() + " and "
                    + reports.queryForObject("select 6 * 8", Integer.class).join() + " and "
                    + main.sql("select 7 as number, 'tea' as name")
                            .query(Row.class)
                            .single()
                            .join();
        }
    }

    @Bean
    Answers answers(AsyncMySqlOperations main, @Qualifier("reports") AsyncMySqlOperations reports) {
        return new Answers(main, reports);
    }

    public static void main(String[] arguments) {
        try (ConfigurableApplicationContext context = SpringApplication.run(AotApplication.class, arguments)) {
            System.out.println("generated: " + AotDetector.useGeneratedArtifacts() + ", answers: "
                    + context.getBean(Answers.class).all());
        }
    }
}
