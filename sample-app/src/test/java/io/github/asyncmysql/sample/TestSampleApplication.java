package io.github.asyncmysql.sample;

import io.github.asyncmysql.sample.dashboard.DatabaseControl;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlConnectionDetails;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The sample on a database that it starts and ends itself. Thread-safe. */
public final class TestSampleApplication {

    private TestSampleApplication() {}

    public static void main(String[] args) {
        // Else Boot finds the configuration of the driver's tests, which shows warnings only.
        System.setProperty("logging.config", "classpath:logback-development.xml");
        ConfigurableApplicationContext context = SpringApplication.from(SampleApplication::main)
                .with(DevelopmentDatabase.class)
                .withAdditionalProfiles("development")
                .run(args)
                .getApplicationContext();
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        System.out.printf(
                "%nThe ledger is ready: http://localhost:%d (on %s; Ctrl+C ends both)%n%n",
                port, context.getBean(TestServer.class));
    }

    /**
     * The database. Carries no annotation, since the sample's component scan would find it and start a database in every
     * test. Used by one thread, while the application context starts.
     */
    static class DevelopmentDatabase {

        @Bean(destroyMethod = "close")
        TestServer developmentServer() {
            return TestServers.startForDevelopment();
        }

        @Bean
        AsyncMySqlConnectionDetails developmentConnectionDetails(TestServer server) {
            return new TestServerConnectionDetails(server);
        }

        @Bean
        DatabaseControl developmentDatabaseControl(TestServer server) {
            return new TestServerControl(server);
        }
    }
}
