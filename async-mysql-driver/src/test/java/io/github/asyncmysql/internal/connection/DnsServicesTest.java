package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.internal.cluster.ServiceRecords;
import io.github.asyncmysql.testsupport.ScriptedDns;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What name servers answer, and what they do instead, over loopback. */
@Timeout(60)
class DnsServicesTest {

    private static final String NAME = "_mysql._tcp.example.org";
    private static final String GOOD = "10 5 3306 db1.example.org.";

    private final ScriptedDns dns = ScriptedDns.start();

    @AfterEach
    void end() {
        dns.close();
    }

    /** One that has the time that slow machines need. */
    private List<String> ask() throws IOException {
        return DnsServices.of("127.0.0.1", dns.port(), 10_000).records(NAME);
    }

    @Test
    void recordsComeAsTexts() throws IOException {
        dns.records(GOOD, "0 65535 1 .", "65535 0 65535 a.b.");
        assertThat(ask()).containsExactlyInAnyOrder(GOOD, "0 65535 1 .", "65535 0 65535 a.b.");
    }

    @Test
    void aNameWithoutRecordsHasNone() throws IOException {
        dns.records();
        assertThat(ask()).isEmpty();
    }

    @Test
    void aNameThatDoesNotExistIsUnknown() {
        dns.noSuchName();
        assertThatThrownBy(this::ask).isInstanceOf(UnknownHostException.class).hasMessage(NAME);
    }

    @Test
    void whatDoesNotFitIntoADatagramComesOverTcp() throws IOException {
        String[] records = IntStream.range(0, 1_000)
                .mapToObj(i -> i + " 0 3306 host" + i + ".example.org.")
                .toArray(String[]::new);
        dns.records(records);
        assertThat(ask()).containsExactlyInAnyOrder(records);
    }

    @Test
    void whoGuessesIsNotHeard() throws IOException {
        dns.forged("0 0 3306 evil.example.org.", GOOD);
        assertThat(ask()).containsExactly(GOOD);
    }

    /** What else the JDK can look names up with is out of reach. */
    @Test
    void aNameThatLooksLikeAnUrlIsANameOfDns() {
        dns.noSuchName();
        assertThatThrownBy(() -> DnsServices.of("127.0.0.1", dns.port(), 10_000).records("ldap://127.0.0.1:1/cn=x"))
                .isInstanceOf(IOException.class);
        assertThat(dns.questions()).isPositive();
    }

    @Test
    void troubleOfTheServerIsNoAnswer() {
        dns.failure();
        assertThatThrownBy(this::ask)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UnknownHostException.class)
                .hasMessageStartingWith("DNS: ");
    }

    /** The JDK takes what is missing for zeros. */
    @Test
    void whatIsCutOffNamesNoHost() throws IOException {
        dns.cutOff(GOOD);
        List<String> records = ask();
        ServiceRecords judge = new ServiceRecords(NAME, false, 1);
        assertThatThrownBy(() -> judge.hosts(records))
                .isInstanceOf(MySqlConnectionException.class)
                .hasMessageContaining("has an SRV record that is not");
    }

    @Test
    void silenceEndsAfterSomeAttempts() {
        assertThatThrownBy(() -> DnsServices.of("127.0.0.1", dns.port(), 50).records(NAME))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("DNS: ");
        assertThat(dns.questions()).isEqualTo(3);
    }
}
