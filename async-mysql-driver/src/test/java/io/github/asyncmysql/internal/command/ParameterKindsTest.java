package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParameterKindsTest {

    private static final BigInteger UNSIGNED = BigInteger.TWO.pow(63);

    private static Object[] of(@Nullable Object... parameters) {
        return parameters;
    }

    @Test
    void integersOfAllSizesAreOfOneKindUnlessUnsigned() {
        ParameterKinds kinds = new ParameterKinds(of(1));
        assertThat(kinds.take(of(2L))).isTrue();
        assertThat(kinds.take(of((short) 3))).isTrue();
        assertThat(kinds.take(of(true))).isTrue();
        assertThat(kinds.take(of(BigInteger.TEN))).isTrue();
        assertThat(kinds.take(of(UNSIGNED))).isFalse();
        assertThat(kinds.take(of(1.5))).isFalse();
        assertThat(kinds.take(of("4"))).isFalse();
        assertThat(kinds.take(of(5))).isTrue();
    }

    @Test
    void nullIsOfAnyKindAndSettlesNone() {
        ParameterKinds kinds = new ParameterKinds(of(null, 1));
        assertThat(kinds.take(of(Optional.empty(), null))).isTrue();
        assertThat(kinds.take(of("text", null))).isTrue();
        assertThat(kinds.take(of(2, 2))).isFalse();
        assertThat(kinds.take(of(null, 2))).isTrue();
    }

    @Test
    void whatDoesNotFitSettlesNothing() {
        ParameterKinds kinds = new ParameterKinds(of(null, 1));
        assertThat(kinds.take(of("text", "text"))).isFalse();
        assertThat(kinds.take(of(2, 2))).isTrue();
    }

    @Test
    void keysTellKindsApart() {
        Object key = ParameterKinds.key("select ?", of(1));
        assertThat(key)
                .isEqualTo(ParameterKinds.key("select ?", of(2L)))
                .hasSameHashCodeAs(ParameterKinds.key("select ?", of(2L)));
        assertThat(key).isNotEqualTo(ParameterKinds.key("select ? ", of(1)));
        assertThat(key).isNotEqualTo(ParameterKinds.key("select ?", of("1")));
        assertThat(key).isNotEqualTo(ParameterKinds.key("select ?", of(UNSIGNED)));
    }

    @Test
    void executionsWithTooManyParametersSettleNothing() {
        PreparedStatement statement = new PreparedStatement("select ?", null);
        assertThat(statement.fits(of(1, 2))).isTrue();
        statement.ready(1, 1, 1);
        assertThat(statement.fits(of(1))).isTrue();
        assertThat(statement.fits(of("text", "text"))).as("refused later").isTrue();
        assertThat(statement.fits(of("text"))).isFalse();
    }
}
