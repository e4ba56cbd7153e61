package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorClassTest {

    @ParameterizedTest
    @CsvSource({
        "1064, PROGRAMMING",
        "1146, PROGRAMMING",
        "1264, DATA",
        "1406, DATA",
        "1048, INTEGRITY",
        "1062, INTEGRITY",
        "1452, INTEGRITY",
        "1235, NOT_SUPPORTED",
        "1045, OPERATIONAL",
        "1213, OPERATIONAL",
        // As coarse as in Python.
        "1054, OPERATIONAL",
        "1205, OPERATIONAL",
        "3819, OPERATIONAL",
        "65535, OPERATIONAL",
        "1000, OPERATIONAL",
        "999, INTERNAL",
        "0, INTERNAL"
    })
    void errorsBelongToTheGroupsOfPythonsDrivers(int code, ErrorClass group) {
        MySqlServerException error = new MySqlServerException(code, "HY000", "text", null, Outcome.NOT_EXECUTED);
        assertThat(error.errorClass()).isEqualTo(group);
    }
}
