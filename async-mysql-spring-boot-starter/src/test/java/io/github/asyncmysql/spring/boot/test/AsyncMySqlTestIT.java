package io.github.asyncmysql.spring.boot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.boot.actuate.AsyncMySqlEndpoint;
import io.github.asyncmysql.spring.boot.test.example.ExampleApplication;
import io.github.asyncmysql.spring.boot.test.example.ExampleService;
import io.github.asyncmysql.spring.boot.test.example.NoteRepository;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Runs test classes as JUnit would, each on every server. */
class AsyncMySqlTestIT {

    private static final String EXAMPLE = NoteRepository.class.getName() + "Example";

    private static volatile Map<String, Object> properties = Map.of();

    static class ServerProperties implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("server", properties));
        }
    }

    @AsyncMySqlTest(properties = "async-mysql.pool.name=slice")
    @ContextConfiguration(classes = ExampleApplication.class, initializers = ServerProperties.class)
    @Import(NoteRepository.class)
    @DirtiesContext
    static class Slice {

        @Autowired
        private ApplicationContext context;

        @Autowired
        private NoteRepository notes;

        @Test
        void holdsTheDatabaseAndNothingElse() {
            assertThat(context.getBean(MySqlPool.class).name()).isEqualTo("slice");
            assertThat(context.getBean(MySqlPool.class).maxSize()).isEqualTo(3);
            assertThat(context.getBeansOfType(ExampleService.class)).isEmpty();
            assertThat(context.getBeansOfType(AsyncMySqlEndpoint.class)).isEmpty();
            assertThat(context.getBeansOfType(HealthContributor.class)).isEmpty();
            assertThat(context.containsBean("dataSource")).isFalse();
        }

        // Finds the table empty each time.
        @RepeatedTest(2)
        void rollsBack() {
            assertThat(notes.add("Ada").join()).isEqualTo(1);
            assertThat(notes.add("Grace").join()).isEqualTo(2);
        }
    }

    @AsyncMySqlTest
    @ContextConfiguration(classes = ExampleApplication.class, initializers = ServerProperties.class)
    @Import(NoteRepository.class)
    @Transactional(propagation = Propagation.NOT_SUPPORTED)
    @DirtiesContext
    static class Committing {

        @Autowired
        private NoteRepository notes;

        @Test
        void commits() {
            assertThat(notes.add("Ada").join()).isEqualTo(1);
        }
    }

    private static Map<String, Object> properties(TestServer server) {
        return Map.of(
                "async-mysql.host", server.host(),
                "async-mysql.port", server.port(),
                "async-mysql.username", server.username(),
                "async-mysql.password", server.password(),
                "async-mysql.database", server.database());
    }

    private static TestExecutionSummary run(TestServer server, Class<?> test) {
        properties = properties(server);
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(test))
                .build();
        // Without the listeners of the build, which would count these as tests of its own.
        LauncherConfig config = LauncherConfig.builder()
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build();
        LauncherFactory.create(config).execute(request, summary);
        summary.getSummary().getFailures().forEach(failure -> {
            throw new AssertionError(failure.getTestIdentifier().getDisplayName(), failure.getException());
        });
        return summary.getSummary();
    }

    private static void recreateTable(TestServer server) {
        server.execute(
                "drop table if exists slice_notes",
                "create table slice_notes (id int primary key auto_increment, text varchar(20)) engine=InnoDB");
    }

    private static long rows(TestServer server) throws Exception {
        try (var connection = server.connectWithJdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from slice_notes")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @EveryServer
    @Covers("boot:23")
    void theSliceLoadsOnlyItsOwnAndLeavesNoRows(TestServer server) throws Exception {
        recreateTable(server);

        assertThat(run(server, Slice.class).getTestsSucceededCount()).isEqualTo(3);

        assertThat(rows(server)).isZero();
    }

    // Once, because the context that it leaves to other tests is connected to this server.
    @Test
    @Covers("boot:23")
    void theExampleOfTheManualLeavesNoRows() throws Exception {
        TestServer server = TestServers.all().get(0);
        recreateTable(server);

        Map<String, Object> properties = properties(server);
        properties.forEach((key, value) -> System.setProperty(key, value.toString()));
        try {
            assertThat(run(server, Class.forName(EXAMPLE)).getTestsSucceededCount())
                    .isEqualTo(1);
        } finally {
            properties.keySet().forEach(System::clearProperty);
        }

        assertThat(rows(server)).isZero();
    }

    @EveryServer
    @Covers("boot:23")
    void aTestThatWantsToCommitMay(TestServer server) throws Exception {
        recreateTable(server);

        assertThat(run(server, Committing.class).getTestsSucceededCount()).isEqualTo(1);

        assertThat(rows(server)).isEqualTo(1);
    }
}
