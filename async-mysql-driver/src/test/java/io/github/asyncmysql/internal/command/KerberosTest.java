package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.KerberosRealm;
import io.github.asyncmysql.testsupport.KerberosService;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins with Kerberos, against the JDK's side of a service and a KDC. MySQL's own service is sold only. */
class KerberosTest {

    private static final String MARIADB = "auth_gssapi_client";
    private static final String MYSQL = "authentication_kerberos_client";
    private static final String SERVICE = KerberosRealm.SERVICE + "@" + KerberosRealm.NAME;

    @TempDir
    private static Path folder;

    private static KerberosRealm realm;

    @BeforeAll
    static void startRealm() throws Exception {
        realm = KerberosRealm.start(folder);
    }

    @AfterAll
    static void stopRealm() throws Exception {
        realm.close();
    }

    private static MySqlConfig.Builder settings() {
        return MySqlConfig.builder()
                .host("127.0.0.1")
                .username(KerberosRealm.USER)
                .password(KerberosRealm.PASSWORD)
                .sslMode(SslMode.DISABLED)
                .authenticationPlugins(Set.of("caching_sha2_password", MARIADB, MYSQL));
    }

    /** What a server of this kind says about itself. */
    private static byte[] names(String method, String service, String accounts) {
        return method.equals(MARIADB)
                ? FakePackets.utf8(service + "\0\0")
                : FakePackets.concat(
                        FakePackets.int2(service.length()),
                        FakePackets.utf8(service),
                        FakePackets.int2(accounts.length()),
                        FakePackets.utf8(accounts));
    }

    private static LoginDialogue asked(MySqlConfig.Builder settings, String method, byte[] names) {
        return new LoginDialogue(settings)
                .server(new FakeGreeting()
                        .withCapability(Capability.MULTI_FACTOR)
                        .toPacket())
                .server(FakePackets.authSwitch(2, method, names));
    }

    private static LoginDialogue asked(MySqlConfig.Builder settings, String method) {
        return asked(settings, method, names(method, SERVICE, KerberosRealm.NAME));
    }

    /** MariaDB sends tokens as they are. */
    private static byte[] token(String method, byte[] token) {
        return method.equals(MARIADB) ? FakePackets.packet(4, token) : FakePackets.authMoreData(4, token);
    }

    @ParameterizedTest
    @ValueSource(strings = {MARIADB, MYSQL})
    void logsInWhenBothHaveProvenThemselves(String method) throws Exception {
        KerberosService service = new KerberosService(realm.acceptor());
        LoginDialogue login = asked(settings(), method);

        byte[] proof = service.accept(login.written(3));
        assertThat(service.client()).isEqualTo(KerberosRealm.USER + "@" + KerberosRealm.NAME);
        assertThat(service.provesItself()).isTrue();
        login.server(token(method, proof));
        assertThat(login.wroteNothing()).as("there is nothing left to say").isTrue();
        assertThat(login.server(FakePackets.ok(5)).isLoggedIn()).isTrue();
    }

    @Test
    void theApplicationsOwnLoginGoesFirst() throws Exception {
        Subject own = realm.user();
        KerberosService service = new KerberosService(realm.acceptor());
        service.accept(
                asked(settings().username("account").password("not asked").subjectProvider(() -> own), MARIADB)
                        .written(3));

        assertThat(service.client()).isEqualTo(KerberosRealm.USER + "@" + KerberosRealm.NAME);
    }

    @Test
    void withoutAPasswordTheDefaultKeytabIsUsed() throws Exception {
        KerberosService service = new KerberosService(realm.acceptor());
        service.accept(asked(settings().password(""), MYSQL).written(3));

        assertThat(service.client()).isEqualTo(KerberosRealm.USER + "@" + KerberosRealm.NAME);
    }

    @ParameterizedTest
    @ValueSource(strings = {MARIADB, MYSQL})
    @Covers("hostile:T54")
    void nobodyIsLoggedInBeforeTheServerHasProvenItself(String method) {
        LoginDialogue login = asked(settings(), method).server(FakePackets.ok(4));
        assertThat(login.failure())
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("before it had proven itself");
        assertThat(asked(settings().password2("second"), method)
                        .server(FakePackets.authNextFactor(4, "caching_sha2_password", new byte[20]))
                        .failure())
                .isInstanceOf(MySqlException.class);
    }

    /** It can hand the ticket on, and the ticket alone does not tell the key in it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 60_000})
    @Covers("hostile:T54")
    void whoeverCannotReadTheTicketIsFoundOut(int length) throws Exception {
        byte[] forged = new byte[length];
        forged[0] = 0x60;
        LoginDialogue login = asked(settings(), MARIADB).server(token(MARIADB, forged));
        assertRefused(login.failure(), Kind.REFUSED, "could not prove that it is '" + SERVICE + "'");

        byte[] proof = new KerberosService(realm.acceptor())
                .accept(asked(settings(), MARIADB).written(3));
        assertRefused(
                asked(settings(), MARIADB).server(token(MARIADB, proof)).failure(),
                Kind.REFUSED,
                "could not prove that it is '" + SERVICE + "'");
    }

    @Test
    @Covers("hostile:T54")
    void behindTheProofThereIsNothingToTalkAbout() throws Exception {
        LoginDialogue login = asked(settings(), MYSQL);
        byte[] proof = new KerberosService(realm.acceptor()).accept(login.written(3));

        login.server(token(MYSQL, proof)).server(FakePackets.authMoreData(5, proof));
        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class);
        assertThat(asked(settings(), MYSQL).server(FakePackets.authMoreData(4)).failure())
                .isInstanceOf(MySqlProtocolException.class);
    }

    /** It could use a ticket for itself there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mariadb/other.example.com@ASYNC.TEST",
                "HTTP/127.0.0.1@ASYNC.TEST",
                "host/127.0.0.1",
                "127.0.0.1",
                "mariadb/127.0.0.1/x",
                "krbtgt/ASYNC.TEST@ASYNC.TEST",
                "",
                "\u001b[2Jmariadb/127.0.0.1"
            })
    @Covers("hostile:T54")
    void aServerThatNamesAnotherServiceGetsNoTicketForIt(String named) {
        for (String method : new String[] {MARIADB, MYSQL}) {
            LoginDialogue login = asked(settings(), method, names(method, named, KerberosRealm.NAME));
            assertRefused(login.failure(), Kind.REFUSED, "set service-principal-name");
            assertThat(login.failure()).hasMessageNotContaining("\u001b");
            assertThat(login.wroteNothing()).isTrue();
        }
        LoginDialogue elsewhere = asked(settings(), MARIADB, names(MARIADB, KerberosRealm.SERVICE + "@EVIL.TEST", ""));
        assertRefused(elsewhere.failure(), Kind.REFUSED, "'EVIL.TEST', which is not the default one");
    }

    @Test
    void whatTheSettingsNameIsAskedForWhateverTheServerSays() throws Exception {
        for (String named : new String[] {"", "HTTP/other@EVIL.TEST"}) {
            LoginDialogue login = asked(
                    settings().host("db.example.com").servicePrincipalName(KerberosRealm.SERVICE),
                    MYSQL,
                    names(MYSQL, named, "EVIL.TEST"));
            KerberosService service = new KerberosService(realm.acceptor());
            assertThat(login.server(token(MYSQL, service.accept(login.written(3))))
                            .server(FakePackets.ok(5))
                            .isLoggedIn())
                    .isTrue();
        }
    }

    @Test
    @Covers("hostile:T54")
    void namesThatAreCutOffAreRefused() {
        byte[] whole = names(MYSQL, SERVICE, KerberosRealm.NAME);
        for (int length : new int[] {0, 1, 2, 10, whole.length - 1}) {
            LoginDialogue login = asked(settings(), MYSQL, Arrays.copyOf(whole, length));
            assertThat(login.failure()).isInstanceOf(MySqlException.class);
            assertThat(login.wroteNothing()).isTrue();
        }
    }

    @Test
    @Covers("guarantee:25")
    void whatKerberosRefusesIsToldWithoutThePassword() {
        assertRefused(
                asked(settings().password("wrong-canary"), MARIADB).failure(),
                Kind.CREDENTIALS,
                "check username, password and the JVM's krb5.conf");
        assertRefused(
                asked(settings().username("nobody").password(""), MARIADB).failure(),
                Kind.CREDENTIALS,
                "get a ticket with kinit");
        assertRefused(
                asked(settings().servicePrincipalName("mariadb/unknown"), MARIADB)
                        .failure(),
                Kind.CREDENTIALS,
                "No ticket of Kerberos for the service 'mariadb/unknown'");
        assertRefused(
                asked(settings().subjectProvider(Subject::new), MARIADB).failure(),
                Kind.CREDENTIALS,
                "that the login to Kerberos has not expired");
    }

    @Test
    @SuppressWarnings("NullAway") // that is what is wrong with it
    void aSubjectThatCannotBeHadIsSaidSo() {
        assertRefused(
                asked(settings().subjectProvider(() -> null), MARIADB).failure(),
                Kind.CREDENTIALS,
                "provider of subjects has returned null");
        assertRefused(
                asked(
                                settings().subjectProvider(() -> {
                                    throw new IllegalStateException("no keytab");
                                }),
                                MARIADB)
                        .failure(),
                Kind.CREDENTIALS,
                "provider of subjects has failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {MARIADB, MYSQL})
    @Covers({"hostile:T54", "guarantee:22"})
    void hasToBeNamed(String method) {
        assertRefused(
                asked(settings().authenticationPlugins(Set.of("caching_sha2_password")), method)
                        .failure(),
                Kind.REFUSED,
                "'" + method + "', which authentication-plugins does not allow");
    }

    private static void assertRefused(MySqlException failure, Kind kind, String words) {
        assertThat(failure)
                .isInstanceOfSatisfying(MySqlConnectionException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(kind);
                    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageContaining(words);
        for (Throwable each = failure; each != null; each = each.getCause()) {
            assertThat(String.valueOf(each.getMessage())).doesNotContain("canary");
        }
    }
}
