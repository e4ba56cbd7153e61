package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;

/**
 * One dialogue with the server: a request and the packets that answer it.
 *
 * <p>The connection calls {@link #encode} once, then {@link #onPacket} for each packet until it returns
 * {@link Step#DONE}. If anything throws, the connection can no longer be trusted: it is closed and {@link #fail} is
 * called. Exactly one of "done" and "failed" is reported to whoever started the command.
 *
 * <p>Confined to the event loop.
 */
public abstract class Command {

    /** What follows after a packet. */
    public enum Step {
        /** Another packet of this command. */
        MORE,
        /** Nothing: the answer is complete. */
        DONE,
        /** Only during login: send what was written, then start TLS. */
        UPGRADE_TLS
    }

    /**
     * Writes the request as one or more packets, starting with sequence id 0.
     *
     * @param out where to; holds the requests of other commands already
     */
    public abstract void encode(PacketWriter out, Session session);

    /**
     * Understands one packet. Its bytes are valid only during the call.
     *
     * @param in the payload, positioned at its start
     * @param out for what the command answers in turn; such packets take their sequence id from
     *     {@link Session#sequenceId()}
     * @throws io.github.asyncmysql.MySqlProtocolException if the packet is not what the protocol allows here
     */
    public abstract Step onPacket(PacketReader in, PacketWriter out, Session session);

    /** The answer will not come, or not completely. */
    public abstract void fail(MySqlException failure);
}
