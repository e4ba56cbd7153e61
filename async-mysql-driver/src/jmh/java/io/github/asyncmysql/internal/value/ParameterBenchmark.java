package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.PacketWriter;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Checking and writing the parameters of one statement; per statement. Confined to one thread. */
@State(Scope.Thread)
public class ParameterBenchmark {

    private final Object[] number = {4_711};
    private final Object[] row = {
        4_711L, "Alexander Smith 4711", new BigDecimal("12345.67"), LocalDateTime.of(2024, 5, 6, 7, 8, 9, 123_456_000)
    };
    private final PacketWriter out = new PacketWriter();

    @Benchmark
    public int oneNumber() {
        return write(number);
    }

    @Benchmark
    public int fourOfARow() {
        return write(row);
    }

    private int write(Object[] parameters) {
        ParamEncoder.check(parameters);
        out.clear();
        out.startPacket(0);
        for (Object parameter : parameters) {
            ParamEncoder.writeValue(out, parameter, ZoneOffset.UTC);
        }
        out.endPacket();
        return out.size();
    }
}
