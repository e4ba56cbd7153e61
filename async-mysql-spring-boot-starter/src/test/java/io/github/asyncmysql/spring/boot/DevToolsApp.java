package io.github.asyncmysql.spring.boot;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Is restarted by DevTools, in a process of {@link DevToolsIT}: its classes are then those of another class loader. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class DevToolsApp {

    private static final String STARTS = "dev-tools-app.starts";

    /** A row, of the class loader that is thrown away with each restart. */
    public record Answer(int number, String text) {}

    public static void main(String[] arguments) {
        SpringApplication.run(DevToolsApp.class, arguments);
    }

    @Bean
    ApplicationRunner answers(AsyncMySqlOperations mysql) {
        return arguments -> {
            int start = Integer.getInteger(STARTS, 0) + 1;
            System.setProperty(STARTS, String.valueOf(start));
            Answer answer = mysql.queryForObject("select ? as number, 'rows' as text", Answer.class, start)
                    .join();
            System.out.println("start " + answer.number() + " has " + answer.text() + " by "
                    + Answer.class.getClassLoader().getClass().getSimpleName() + " and a driver by "
                    + AsyncMySqlOperations.class.getClassLoader().getClass().getSimpleName() + ".");
        };
    }
}
