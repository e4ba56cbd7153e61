package io.github.asyncmysql.internal.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of SRV records. */
class ServiceRecordsTest {

    private static final String NAME = "_mysql._tcp.db.example.org";

    private static ServiceRecords records(long seed) {
        return new ServiceRecords(NAME, false, seed);
    }

    private static void refuses(ServiceRecords records, List<String> texts, String why) {
        assertThatThrownBy(() -> records.hosts(texts))
                .isInstanceOfSatisfying(MySqlConnectionException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN_HOST);
                    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageStartingWith("dns-srv: " + NAME + " ")
                .hasMessageContaining(why);
    }

    @Test
    void lowerPrioritiesComeFirstAndNamesLoseTheirDot() {
        assertThat(records(1)
                        .hosts(List.of("20 1 3306 C.example.org.", "0 0 3307 a.example.org", "5 9 1 b.example.org.")))
                .containsExactly(
                        new HostAndPort("a.example.org", 3307),
                        new HostAndPort("b.example.org", 1),
                        new HostAndPort("c.example.org", 3306));
    }

    @Test
    void whatStandsThereTwiceCountsOnce() {
        assertThat(records(1).hosts(List.of("5 1 3306 a.example.org.", "1 1 3306 A.example.org")))
                .containsExactly(new HostAndPort("a.example.org", 3306));
    }

    /** The seeds are always the same, so this fails always or never. */
    @Test
    void withinAPriorityEachIsFirstAsOftenAsItsWeightSays() {
        List<String> texts = List.of("0 60 1 a", "0 30 2 b", "0 10 3 c", "0 0 4 d");
        Map<Integer, Integer> first = new HashMap<>();
        SplittableRandom seeds = new SplittableRandom(4711);
        for (int i = 0; i < 10_000; i++) {
            first.merge(records(seeds.nextLong()).hosts(texts).get(0).port(), 1, Integer::sum);
        }
        assertThat(first.get(1)).isBetween(5_700, 6_300);
        assertThat(first.get(2)).isBetween(2_700, 3_300);
        assertThat(first.get(3)).isBetween(850, 1_150);
        assertThat(first.getOrDefault(4, 0)).as("seldom").isLessThan(20);
    }

    @Test
    void theOrderStaysWhatItIsWhenHostsComeAndGo() {
        List<String> all =
                IntStream.range(1, 9).mapToObj(i -> "0 5 " + i + " h" + i).toList();
        for (int seed = 0; seed < 100; seed++) {
            ServiceRecords records = records(seed);
            List<HostAndPort> before = records.hosts(all);
            List<HostAndPort> after = records.hosts(all.subList(2, 8));
            assertThat(before).containsSubsequence(after);
        }
    }

    @Test
    void aNameWithoutHostsHasNone() {
        assertThat(records(1).hosts(List.of("0 0 0 ."))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0 0 3306",
                "0 0 0 a.example.org",
                "0 0 65536 a.example.org",
                "65536 0 3306 a.example.org",
                "0 65536 3306 a.example.org",
                "-1 0 3306 a.example.org",
                "0 0 3306 a.example.org b",
                "0 0 3306 a\\032b.example.org",
                "0 0 3306 ..",
                "0 0 3306 -a",
                "0 0 99999999999999 a"
            })
    void whatIsNoRecordIsRefusedAltogether(String text) {
        refuses(records(1), List.of("0 0 3306 good.example.org", text), "has an SRV record that is not");
    }

    @Test
    void noneAndTooManyAreRefused() {
        refuses(records(1), List.of(), "has no SRV records");
        List<String> many = IntStream.rangeClosed(0, ServiceRecords.MOST)
                .mapToObj(i -> "0 0 3306 h" + i)
                .toList();
        refuses(records(1), many, "has more than 32 SRV records");
        assertThat(records(1).hosts(many.subList(1, many.size()))).hasSize(32);
        assertThat(records(1).hosts(Collections.nCopies(32, "0 0 3306 a"))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "db.example.org, true",
        "one.db.example.org, true",
        "beside.example.org, true",
        "example.org, false",
        "other.org, false",
        "evil-example.org, false",
        "db.example.org.evil.net, false",
        "127.0.0.1, false"
    })
    void wherePublicAuthoritiesAreTrustedHostsHaveToLieInTheDomain(String host, boolean accepted) {
        ServiceRecords strict = new ServiceRecords(NAME, true, 1);
        List<String> texts = List.of("0 0 3306 " + host);
        if (accepted) {
            assertThat(strict.hosts(texts)).hasSize(1);
        } else {
            refuses(strict, texts, "names " + host + ", which is not in its domain");
        }
        assertThat(records(1).hosts(texts)).hasSize(1);
    }

    @Test
    void whatLiesBesideASecondLevelDomainIsForeign() {
        ServiceRecords strict = new ServiceRecords("_mysql._tcp.example.org.", true, 1);
        assertThat(strict.hosts(List.of("0 0 3306 a.example.org."))).hasSize(1);
        assertThatThrownBy(() -> strict.hosts(List.of("0 0 3306 other.org.")))
                .hasMessageContaining("not in its domain");
    }
}
