package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.wire.PacketReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding packets in what a read brings; per packet. Confined to one thread. */
@State(Scope.Thread)
public class FramingBenchmark {

    private static final int PACKETS = 256;

    @Param({"16", "100", "1000"})
    public int payloadBytes;

    private final PacketFramer framer = new PacketFramer(1 << 24, () -> false);
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    @Setup
    public void setUp() {
        bytes = Unpooled.directBuffer();
        for (int packet = 0; packet < PACKETS; packet++) {
            bytes.writeMediumLE(payloadBytes).writeByte(packet).writeZero(payloadBytes);
        }
    }

    @Benchmark
    @OperationsPerInvocation(PACKETS)
    public int packet() {
        bytes.readerIndex(0);
        framer.append(bytes);
        int sum = 0;
        for (PacketReader packet = framer.next(); packet != null; packet = framer.next()) {
            sum += packet.remaining();
            framer.consume();
        }
        return sum;
    }
}
