package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whatever a pool says of itself, the password is not in it. */
class PasswordsIT {

    private static final String WRONG = "tops3cret-wrong";
    private static final String RIGHT = "tops3cret-right";
    private static final String SECRET = "tops3cret";

    private static String text(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @EveryServer
    @Covers({"pool:H8", "guarantee:25"})
    void thePasswordIsInNoTextOfAPoolThatWorksFailsAndChangesIt(TestServer server) {
        String user = "masked_" + Long.toString(System.nanoTime(), 36);
        server.execute(
                "create user '" + user + "'@'%' identified by '" + RIGHT + "'",
                "grant select on *.* to '" + user + "'@'%'");
        List<String> texts = new ArrayList<>();
        LogRecord log = LogRecord.begin();
        try {
            MySqlUrl url = MySqlUrl.parse("mysql://" + user + ":" + WRONG + "@" + server.host() + ":" + server.port()
                    + "/" + server.database() + "?ssl-mode=preferred");
            MySqlConfig config = url.config().echo(true).build();
            PoolConfig settings = url.poolConfig()
                    .minSize(0)
                    .maxSize(2)
                    .leakDetectionThreshold(Duration.ofMillis(1))
                    .slowAcquireThreshold(Duration.ofMillis(1))
                    .acquireTimeout(Duration.ofSeconds(20))
                    .build();
            Credentials credentials = new Credentials(user, RIGHT);
            texts.add(url.toString());
            texts.add(config.toString());
            texts.add(settings.toString());
            texts.add(credentials.toString());
            try (MySqlPool pool = AsyncMySql.pool(config, settings)) {
                texts.add(text(catchThrowable(() -> pool.acquire().join())));
                texts.add(pool.stats().toString());
                texts.add(String.valueOf(pool.stats().lastConnectFailure()));
                pool.rotateCredentials(credentials).join();
                try (MySqlConnection connection = pool.acquire().join()) {
                    connection.sql("select 1").query(Integer.class).single().join();
                    texts.add(connection.toString());
                    texts.add(pool.toString());
                    texts.add(pool.config().toString());
                    texts.add(pool.connections().toString());
                    texts.add(pool.totals().toString());
                    texts.add(String.valueOf(pool.server()));
                }
                texts.add(text(catchThrowable(() -> pool.sql("select ?, nothing_of_that_name")
                        .params(RIGHT)
                        .query(String.class)
                        .single()
                        .join())));
            }
            texts.addAll(log.lines());
        } finally {
            log.close();
            server.execute("drop user '" + user + "'@'%'");
        }
        assertThat(texts).hasSizeGreaterThan(14).noneMatch(text -> text.contains(SECRET));
        assertThat(texts).as("that there was something to hide").anyMatch(text -> text.contains("Access denied"));
    }
}
