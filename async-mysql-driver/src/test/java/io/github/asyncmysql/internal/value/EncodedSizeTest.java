package io.github.asyncmysql.internal.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.internal.wire.PacketWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Never fewer bytes than the encoder writes, and hardly more. */
class EncodedSizeTest {

    static Stream<Object> values() {
        return Stream.of(
                "",
                "x".repeat(250),
                "x".repeat(251),
                "ä".repeat(40_000),
                "😀".repeat(20),
                'c',
                (byte) 1,
                (short) 1,
                1,
                1L,
                1.5f,
                1.5d,
                true,
                new BigDecimal("-1.25"),
                new BigDecimal("1E+100"),
                new BigDecimal("1E-100"),
                new BigDecimal("-1E+1000000"),
                BigInteger.TEN.pow(64),
                BigInteger.TWO.pow(63),
                BigInteger.ONE.negate(),
                new byte[70_000],
                ByteBuffer.allocate(300),
                new float[100],
                LocalDate.EPOCH,
                LocalTime.MAX,
                LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4000),
                Instant.parse("2024-02-29T01:02:03.000004Z"),
                Duration.ofHours(800).plusNanos(1000),
                Year.of(2024),
                BitSet.valueOf(new long[] {5}),
                new UUID(1, 2),
                TimeUnit.SECONDS,
                Optional.of("text"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void isWhatTheEncoderWrites(Object value) {
        PacketWriter out = new PacketWriter();
        ParamEncoder.writeValue(out, value, ZoneOffset.UTC);
        assertThat(EncodedSize.of(new Object[] {value})).isBetween((long) out.size(), out.size() + 128L);
    }
}
