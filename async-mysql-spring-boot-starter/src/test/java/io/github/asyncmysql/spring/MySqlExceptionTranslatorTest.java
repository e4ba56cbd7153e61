package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.dao.TypeMismatchDataAccessException;
import org.springframework.dao.UncategorizedDataAccessException;

class MySqlExceptionTranslatorTest {

    private final MySqlExceptionTranslator translator = new MySqlExceptionTranslator();

    static MySqlServerException serverError(int number, String state) {
        return new MySqlServerException(number, state, "server says no", "select 1", Outcome.NOT_EXECUTED);
    }

    @ParameterizedTest
    @CsvSource({
        "1062, 23000, DuplicateKeyException",
        "1022, 23000, DuplicateKeyException",
        "1586, 23000, DuplicateKeyException",
        "1859, 23000, DuplicateKeyException",
        "1048, 23000, DataIntegrityViolationException",
        "1451, 23000, DataIntegrityViolationException",
        "1452, 23000, DataIntegrityViolationException",
        "1216, 23000, DataIntegrityViolationException",
        "1217, 23000, DataIntegrityViolationException",
        "1557, 23000, DuplicateKeyException",
        "1364, HY000, DataIntegrityViolationException",
        "3819, HY000, DataIntegrityViolationException",
        "4025, 23000, DataIntegrityViolationException",
        "1366, HY000, DataIntegrityViolationException",
        "1406, 22001, DataIntegrityViolationException",
        "1264, 22003, DataIntegrityViolationException",
        "1292, 22007, DataIntegrityViolationException",
        "1265, 01000, DataIntegrityViolationException",
        "1213, 40001, CannotAcquireLockException",
        "1205, HY000, CannotAcquireLockException",
        "3572, HY000, CannotAcquireLockException",
        "3024, HY000, QueryTimeoutException",
        "1969, 70100, QueryTimeoutException",
        "1317, 70100, TransientDataAccessResourceException",
        "1044, 42000, PermissionDeniedDataAccessException",
        "1045, 28000, PermissionDeniedDataAccessException",
        "1142, 42000, PermissionDeniedDataAccessException",
        "1143, 42000, PermissionDeniedDataAccessException",
        "1227, 42000, PermissionDeniedDataAccessException",
        "1040, 08004, TransientDataAccessResourceException",
        "1203, 42000, TransientDataAccessResourceException",
        "1226, 42000, TransientDataAccessResourceException",
        "1053, 08S01, DataAccessResourceFailureException",
        "4031, HY000, DataAccessResourceFailureException",
        "1927, 70100, DataAccessResourceFailureException",
        "1290, HY000, TransientDataAccessResourceException",
        "1836, HY000, TransientDataAccessResourceException",
        "1792, 25006, InvalidDataAccessResourceUsageException",
        "1064, 42000, BadMySqlGrammarException",
        "1054, 42S22, BadMySqlGrammarException",
        "1146, 42S02, BadMySqlGrammarException",
        "1305, 42000, BadMySqlGrammarException",
        "1049, 42000, BadMySqlGrammarException",
        "1114, HY000, DataAccessResourceFailureException",
        "1021, HY000, DataAccessResourceFailureException",
        "1030, HY000, DataAccessResourceFailureException",
        "3101, 40000, PessimisticLockingFailureException",
        "60001, 08S01, DataAccessResourceFailureException",
        "60001, 23000, DataIntegrityViolationException",
        "60001, 22000, DataIntegrityViolationException",
        "60001, 40000, CannotAcquireLockException",
        "60001, 42000, BadMySqlGrammarException",
        "60001, 28000, PermissionDeniedDataAccessException",
        "60001, 0A000, InvalidDataAccessApiUsageException",
        "60001, 25000, InvalidDataAccessResourceUsageException",
        "1644, 45000, UncategorizedMySqlException",
        "60001, HY000, UncategorizedMySqlException"
    })
    void translatesByNumberThenByState(int number, String state, String expected) {
        MySqlServerException failure = serverError(number, state);

        DataAccessException translated = translator.translate(failure);

        assertThat(translated.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(translated).hasCause(failure).hasMessageContaining("server says no");
    }

    @Test
    void grammarErrorsKeepNumberStateAndStatement() {
        BadMySqlGrammarException translated =
                (BadMySqlGrammarException) translator.translate(serverError(1064, "42000"));

        assertThat(translated).isInstanceOf(InvalidDataAccessResourceUsageException.class);
        assertThat(translated.errorCode()).isEqualTo(1064);
        assertThat(translated.sqlState()).isEqualTo("42000");
        assertThat(translated.sql()).isEqualTo("select 1");
    }

    @Test
    void uncategorizedErrorsKeepNumberStateAndStatement() {
        UncategorizedMySqlException translated =
                (UncategorizedMySqlException) translator.translate(serverError(1644, "45000"));

        assertThat(translated).isInstanceOf(UncategorizedDataAccessException.class);
        assertThat(translated.errorCode()).isEqualTo(1644);
        assertThat(translated.sqlState()).isEqualTo("45000");
        assertThat(translated.sql()).isEqualTo("select 1");
    }

    static Stream<Arguments> driverFailures() {
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                Arguments.of(
                        new MySqlTimeoutException(
                                MySqlTimeoutException.Limit.QUERY, second, "slow", Outcome.NOT_EXECUTED),
                        QueryTimeoutException.class),
                Arguments.of(
                        new MySqlTimeoutException(
                                MySqlTimeoutException.Limit.CONNECT, second, "slow", Outcome.NOT_SENT),
                        DataAccessResourceFailureException.class),
                Arguments.of(
                        new MySqlConnectionException(MySqlConnectionException.Kind.LOST, "gone", Outcome.UNKNOWN, null),
                        DataAccessResourceFailureException.class),
                Arguments.of(
                        new MySqlConnectionException(
                                MySqlConnectionException.Kind.CLOSED, "released", Outcome.NOT_SENT, null),
                        InvalidDataAccessApiUsageException.class),
                Arguments.of(
                        new MySqlPoolException(MySqlPoolException.Reason.TIMEOUT, "busy", null, null),
                        TransientDataAccessResourceException.class),
                Arguments.of(
                        new MySqlPoolException(MySqlPoolException.Reason.QUEUE_FULL, "full", null, null),
                        TransientDataAccessResourceException.class),
                Arguments.of(
                        new MySqlPoolException(
                                MySqlPoolException.Reason.TIMEOUT, "down", null, serverError(1045, "28000")),
                        DataAccessResourceFailureException.class),
                Arguments.of(
                        new MySqlPoolException(MySqlPoolException.Reason.CLOSED, "closed", null, null),
                        DataAccessResourceFailureException.class),
                Arguments.of(new MySqlMappingException("no such column"), TypeMismatchDataAccessException.class),
                Arguments.of(
                        new MySqlMappingException("parameter 1", Outcome.NOT_SENT, null),
                        InvalidDataAccessApiUsageException.class),
                Arguments.of(new MySqlProtocolException("nonsense"), DataAccessResourceFailureException.class));
    }

    @ParameterizedTest
    @MethodSource("driverFailures")
    void translatesTheDriversOwnFailures(MySqlException failure, Class<?> expected) {
        assertThat(translator.translate(failure)).isExactlyInstanceOf(expected).hasCause(failure);
    }

    @Test
    void looksThroughCompletionExceptions() {
        MySqlServerException failure = serverError(1064, "42000");

        assertThat(translator.translate((Throwable) new CompletionException(new CompletionException(failure))))
                .isInstanceOf(BadMySqlGrammarException.class)
                .hasCause(failure);
    }

    @Test
    void leavesOtherFailuresAlone() {
        IllegalStateException failure = new IllegalStateException("mine");

        assertThat(translator.translate(new CompletionException(failure))).isSameAs(failure);
        assertThat(translator.translateExceptionIfPossible(failure)).isNull();
    }

    @Test
    void servesRepositoryBeansAsTranslator() {
        assertThat(translator.translateExceptionIfPossible(serverError(1064, "42000")))
                .isInstanceOf(BadMySqlGrammarException.class);
    }
}
