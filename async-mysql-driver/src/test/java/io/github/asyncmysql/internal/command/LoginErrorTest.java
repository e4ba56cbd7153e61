package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that the server ends with an error. */
class LoginErrorTest {

    private static MySqlConfig.Builder plain() {
        return MySqlConfig.builder()
                .host("db.example.com")
                .username("app")
                .password("secret")
                .sslMode(SslMode.DISABLED);
    }

    private static LoginDialogue authenticating() {
        return new LoginDialogue(plain()).server(new FakeGreeting().toPacket());
    }

    private static MySqlServerException serverError(LoginDialogue login) {
        assertThat(login.step()).isEqualTo(Command.Step.DONE);
        assertThat(login.failure()).isInstanceOf(MySqlServerException.class);
        assertThat(login.failure().outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        return (MySqlServerException) login.failure();
    }

    @Test
    @Covers("hostile:T5")
    void reportsTooManyConnectionsWithoutSqlState() {
        MySqlServerException error = serverError(
                new LoginDialogue(plain()).server(FakePackets.errWithoutState(0, 1040, "Too many connections")));

        assertThat(error.errorCode()).isEqualTo(1040);
        assertThat(error.sqlState()).isEqualTo("08004");
        assertThat(error.serverMessage()).isEqualTo("Too many connections");
        assertThat(error.isTransient()).isTrue();
    }

    @Test
    @Covers("hostile:T6")
    void reportsTooManyConnectionsWithSqlState() {
        MySqlServerException error = serverError(
                new LoginDialogue(plain()).server(FakePackets.err(0, 1040, "08004", "Too many connections")));

        assertThat(error.errorCode()).isEqualTo(1040);
        assertThat(error.sqlState()).isEqualTo("08004");
    }

    @ParameterizedTest
    @ValueSource(ints = {1129, 1130})
    void reportsHostsThatAreNotLetIn(int code) {
        MySqlServerException error = serverError(
                new LoginDialogue(plain()).server(FakePackets.errWithoutState(0, code, "Host 'x' is not let in")));

        assertThat(error.errorCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    @Covers("hostile:T36")
    void marksErrorsBeforeTlsAsUnauthenticated(SslMode mode) {
        MySqlServerException error = serverError(new LoginDialogue(plain().sslMode(mode))
                .server(FakePackets.errWithoutState(0, 1040, "Too many connections")));

        assertThat(error.errorCode()).isEqualTo(1040);
        assertThat(error.serverMessage()).startsWith("Unauthenticated, received before TLS: ");
    }

    @Test
    void doesNotTakeAnErrorBeforeTlsForAWrongPassword() {
        LoginDialogue login = new LoginDialogue(plain().sslMode(SslMode.VERIFY_CA))
                .server(FakePackets.errWithoutState(0, 1045, "Access denied"));

        assertThat(login.failure()).isInstanceOfSatisfying(MySqlConnectionException.class, e -> assertThat(e.kind())
                .isEqualTo(Kind.TLS));
        assertThat(login.failure()).hasMessageContaining("Unauthenticated");
    }

    @Test
    @Covers("hostile:T66")
    void reportsAWrongPassword() {
        MySqlServerException error =
                serverError(authenticating().server(FakePackets.err(2, 1045, "28000", "Access denied")));

        assertThat(error.isAccessDenied()).isTrue();
        assertThat(error.isTransient()).isFalse();
        assertThat(error.sqlState()).isEqualTo("28000");
    }

    @ParameterizedTest
    @CsvSource({
        "1820, true, false",
        "1862, true, false",
        "3118, true, false",
        "1251, false, false",
        "1524, false, false",
        "3159, false, false",
        "1044, true, false",
        "1049, false, true",
    })
    @Covers("hostile:T67")
    void reportsWhyTheServerLetsNobodyIn(int code, boolean accessDenied, boolean unknownDatabase) {
        MySqlServerException error = serverError(authenticating().server(FakePackets.err(2, code, "HY000", "No")));

        assertThat(error.errorCode()).isEqualTo(code);
        assertThat(error.isAccessDenied()).isEqualTo(accessDenied);
        assertThat(error.isUnknownDatabase()).isEqualTo(unknownDatabase);
        assertThat(error.isTransient()).isFalse();
    }

    @Test
    void reportsAFailureOnlyOnce() {
        LoginDialogue login = authenticating().server(FakePackets.err(2, 1045, "28000", "Access denied"));

        login.command().fail(new MySqlConnectionException(Kind.LOST, "lost", Outcome.NOT_SENT, null));

        assertThat(login.failure()).isInstanceOf(MySqlServerException.class);
    }

    @Test
    void doesNotReportAFailureAfterTheLogin() {
        LoginDialogue login = authenticating().server(FakePackets.ok(2));

        login.command().fail(new MySqlConnectionException(Kind.LOST, "lost", Outcome.UNKNOWN, null));

        assertThat(login.isLoggedIn()).isTrue();
    }
}
