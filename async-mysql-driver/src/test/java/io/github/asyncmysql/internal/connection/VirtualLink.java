package io.github.asyncmysql.internal.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** A connection between a client and a {@link VirtualServer}, with a {@link Fault} in it. Confined to one thread. */
final class VirtualLink {

    private final EmbeddedChannel channel;
    private final VirtualServer server;
    private final ByteBufAllocator allocator;
    private final Deque<byte[]> packets = new ArrayDeque<>();
    private Fault fault;
    private boolean pumping;

    VirtualLink(VirtualServer server, Fault fault, Ticker ticker, ByteBufAllocator allocator) {
        this.server = server;
        this.fault = fault;
        this.allocator = allocator;
        this.channel = EmbeddedChannel.builder().ticker(ticker).build();
        this.channel.config().setAllocator(allocator);
        add(server.greeting());
    }

    EmbeddedChannel channel() {
        return channel;
    }

    VirtualServer server() {
        return server;
    }

    /** From the next packet on. */
    void fault(Fault newFault) {
        fault = newFault;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Moves everything that can be moved in either direction. {@code false} if there was nothing. */
    boolean pump() {
        if (pumping) {
            return false;
        }
        pumping = true;
        boolean moved = false;
        try {
            do {
                moved |= fromClient();
                byte[] packet = packets.poll();
                if (packet != null) {
                    moved = true;
                    if (packets.isEmpty()) {
                        server.lastPacketLeaves();
                    }
                    fault.deliver(packet, this);
                    channel.runPendingTasks();
                }
            } while (!packets.isEmpty());
        } finally {
            pumping = false;
        }
        return moved;
    }

    /** Moves one step: what the client has written, or one packet of the server. */
    void turn() {
        byte[] packet = packets.poll();
        if (packet != null) {
            fault.deliver(packet, this);
        } else {
            fromClient();
        }
    }

    private boolean fromClient() {
        channel.runPendingTasks();
        boolean moved = endIfDue();
        for (ByteBuf written = channel.readOutbound(); written != null; written = channel.readOutbound()) {
            byte[] bytes = new byte[written.readableBytes()];
            written.readBytes(bytes);
            written.release();
            add(server.receive(bytes));
            moved = true;
        }
        endIfDue();
        return moved;
    }

    private boolean endIfDue() {
        boolean due = server.isEnded() && isOpen() && packets.isEmpty();
        if (due) {
            fin();
            channel.releaseOutbound();
        }
        return due;
    }

    private void add(byte[] answer) {
        int at = 0;
        while (at < answer.length) {
            int length = 4 + (answer[at] & 0xff | (answer[at + 1] & 0xff) << 8 | (answer[at + 2] & 0xff) << 16);
            packets.add(Arrays.copyOfRange(answer, at, Math.min(answer.length, at + length)));
            at += length;
        }
    }

    /** Takes what has been sent already behind the packet that is delivered. */
    List<byte[]> takeAll() {
        List<byte[]> taken = new ArrayList<>(packets);
        packets.clear();
        return taken;
    }

    /** These bytes arrive in one segment. */
    void toClient(byte[] bytes) {
        if (isOpen() && bytes.length > 0) {
            channel.writeInbound(allocator.buffer(bytes.length).writeBytes(bytes));
        }
    }

    /** The server ends the connection in good order. */
    void fin() {
        channel.pipeline().close();
        channel.runPendingTasks();
    }

    /** The connection is reset. */
    void rst() {
        if (isOpen()) {
            channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
            fin();
        }
    }

    /** Nothing arrives any more. */
    void mute() {
        packets.clear();
        fault = (packet, link) -> {};
    }

    /** Runs timers that are due. Nanoseconds until the next one; negative if there is none. */
    long runTimers() {
        return channel.runScheduledPendingTasks();
    }

    void release() {
        channel.releaseOutbound();
    }
}
