package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.TypeMismatchDataAccessException;

/** What rows become beyond what the driver itself makes of them. */
class RowMappingIT {

    enum Color {
        RED,
        GREEN
    }

    /** Has a converter of its own. */
    record Email(String user, String host) {

        static Email parse(String text) {
            String[] parts = text.split("@", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException("no address");
            }
            return new Email(parts[0], parts[1]);
        }
    }

    /** Made by its setters. */
    public static class UserBean {

        private long id;
        private String fullName = "nobody";
        private Email email;
        private BigDecimal balance;
        private Optional<LocalDate> born = Optional.of(LocalDate.EPOCH);
        private List<Integer> scores = List.of();
        private Set<Color> colors = Set.of();

        public long getId() {
            return id;
        }

        public void setId(long id) {
            this.id = id;
        }

        public String getFullName() {
            return fullName;
        }

        public void setFullName(String fullName) {
            this.fullName = fullName;
        }

        public void setEmail(Email email) {
            this.email = email;
        }

        public void setBalance(BigDecimal balance) {
            this.balance = balance;
        }

        public void setBorn(Optional<LocalDate> born) {
            this.born = born;
        }

        public void setScores(List<Integer> scores) {
            this.scores = scores;
        }

        public void setColors(Set<Color> colors) {
            this.colors = colors;
        }
    }

    /** Made by its constructor, and one setter. */
    public static class Account {

        private final int id;
        private final Currency currency;
        private String note;

        public Account(int id, Currency currency) {
            if (id < 0) {
                throw new IllegalArgumentException("id must not be negative");
            }
            this.id = id;
            this.currency = currency;
        }

        public void setNote(String note) {
            this.note = note;
        }
    }

    record Contact(long id, Email email, Optional<Currency> currency) {}

    private static void with(TestServer server, Consumer<AsyncMySqlTemplate> test) {
        DefaultConversionService conversions = new DefaultConversionService();
        conversions.addConverter(String.class, Email.class, Email::parse);
        try (MySqlPool pool = ServerPools.open(server, PoolConfig.defaults())) {
            test.accept(new AsyncMySqlTemplate(pool, StatementListener.NONE, conversions));
        }
    }

    private static void assertRefused(CompletableFuture<?> future, String... texts) {
        assertThat(future)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(TypeMismatchDataAccessException.class)
                .withCauseInstanceOf(MySqlMappingException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .contains(texts);
    }

    @EveryServer
    void beansAreMadeByTheirSetters(TestServer server) {
        with(server, mysql -> {
            List<UserBean> users = mysql.sql(
                            "select 7 as id, 'Ada' as FULL_NAME, 'ada@example.org' as email, 1.50 as balance,"
                                    + " null as born, '1,2,3' as scores, 'GREEN,RED' as colors, 'x' as unknown_column")
                    .query(UserBean.class)
                    .list()
                    .join();

            UserBean ada = users.get(0);
            assertThat(ada.id).isEqualTo(7);
            assertThat(ada.fullName).isEqualTo("Ada");
            assertThat(ada.email).isEqualTo(new Email("ada", "example.org"));
            assertThat(ada.balance).isEqualTo(new BigDecimal("1.50"));
            assertThat(ada.born).isEmpty();
            assertThat(ada.scores).containsExactly(1, 2, 3);
            assertThat(ada.colors).containsExactlyInAnyOrder(Color.RED, Color.GREEN);
            assertThat(mysql.queryForObject("select 8 as id", UserBean.class).join().fullName)
                    .isEqualTo("nobody");
        });
    }

    @EveryServer
    void classesAndRecordsAreMadeByTheirConstructors(TestServer server) {
        with(server, mysql -> {
            Account account = mysql.queryForObject("select 'EUR' as currency, 'n' as note, 3 as id", Account.class)
                    .join();
            assertThat(account.id).isEqualTo(3);
            assertThat(account.currency).isEqualTo(Currency.getInstance("EUR"));
            assertThat(account.note).isEqualTo("n");

            assertThat(mysql.queryForObject("select 1 as id, 'a@b' as email, 'USD' as currency", Contact.class))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo(new Contact(1, new Email("a", "b"), Optional.of(Currency.getInstance("USD"))));
            assertThat(mysql.queryForObject("select 1 as id, null as email, null as currency", Contact.class))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo(new Contact(1, null, Optional.empty()));
        });
    }

    @EveryServer
    void rowsBecomeMaps(TestServer server) {
        with(server, mysql -> {
            Map<String, Object> row = mysql.sql("select 1 as id, 'Ada' as Name, null as gone, 2.50 as price")
                    .query()
                    .single()
                    .join();
            assertThat(row.keySet()).containsExactly("id", "Name", "gone", "price");
            assertThat(row.get("NAME")).isEqualTo("Ada");
            assertThat(row.get("price")).isEqualTo(new BigDecimal("2.50"));
            assertThat(row).containsEntry("gone", null);
            assertThat(mysql.queryForList("select 5 as a", Map.class)
                            .join()
                            .get(0)
                            .get("A")
                            .toString())
                    .isEqualTo("5");

            assertRefused(mysql.sql("select 1 as a, 2 as A").query().list(), "more than one column is called 'A'");
            assertThat(mysql.sql("select 1 as a")
                            .query(new ParameterizedTypeReference<Map<String, Integer>>() {})
                            .list())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(InvalidDataAccessApiUsageException.class)
                    .withMessageContaining("Map<String, Object>");
        });
    }

    @EveryServer
    void scalarsThatTheDriverDoesNotKnowAreConverted(TestServer server) {
        with(server, mysql -> {
            assertThat(mysql.queryForList("select 'EUR' union all select null", Currency.class))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactly(Currency.getInstance("EUR"), null);
            assertThat(mysql.sql("select '1,2'")
                            .query(new ParameterizedTypeReference<List<Long>>() {})
                            .single())
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo(List.of(1L, 2L));
            assertThat(mysql.queryForObject("select timestamp'2026-01-02 03:04:05.678'", Date.class))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isEqualTo(Date.from(Instant.parse("2026-01-02T03:04:05.678Z")));
        });
    }

    /** Spring's own conversions would make 1 of 1.5, and drop microseconds. */
    @EveryServer
    void noConversionLosesAnythingSilently(TestServer server) {
        with(server, mysql -> {
            assertRefused(mysql.queryForObject("select 1.5 as id", UserBean.class), "fraction");
            assertRefused(mysql.queryForObject("select 99999999999 as id, 'EUR' as currency", Account.class), "fit");
            assertRefused(mysql.queryForObject("select 1.5", AtomicInteger.class), "AtomicInteger");
            assertRefused(
                    mysql.queryForObject("select timestamp'2026-01-02 03:04:05.678901'", Date.class),
                    "fractions of a millisecond");
        });
    }

    @EveryServer
    void whatDoesNotFitIsNamedWithoutItsValue(TestServer server) {
        with(server, mysql -> {
            assertRefused(mysql.queryForObject("select 1 as id, 2 as note", Account.class), "'currency'", "id, note");
            assertRefused(mysql.queryForObject("select null as id", UserBean.class), "'id'", "NULL");
            assertRefused(mysql.queryForObject("select 1 as id, 2 as i_d", UserBean.class), "More than one column");
            assertRefused(mysql.queryForObject("select 1 as a, 2 as b", UserBean.class), "No column matches", "a, b");
            assertRefused(mysql.queryForObject("select 1, 2", Currency.class), "exactly one");
            CompletableFuture<?> converted = mysql.queryForObject("select 's3cret' as email", UserBean.class);
            assertRefused(converted, "Column 'email'", "Email");
            assertThat(converted
                            .handle((value, failure) -> failure.getMessage())
                            .join())
                    .doesNotContain("s3cret");
            assertThat(mysql.queryForObject("select 1", Runnable.class))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(InvalidDataAccessApiUsageException.class)
                    .withMessageContaining("Runnable")
                    .withMessageContaining("conversion service");
            assertThat(mysql.queryForObject("select -1 as id, 'EUR' as currency", Account.class))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(IllegalArgumentException.class)
                    .withMessageContaining("must not be negative");
        });
    }
}
