package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.LargeRow;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.wire.PacketReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads a row packet by the parts in which it arrives, where its receiver wants that. Has its turn only when no whole packet
 * is left to be read, so that ordinary packets know nothing of it.
 *
 * <p>Confined to the event loop.
 */
final class RowParts {

    /** What follows after what could be read. */
    enum Next {
        /** More bytes have to come. */
        WAIT,
        /** The receiver has to want more. */
        PAUSE,
        /** The row is over: whole packets may follow. */
        WHOLE_PACKETS
    }

    private final PacketFramer framer;
    private @Nullable LargeRow row;

    RowParts(PacketFramer framer) {
        this.framer = framer;
    }

    /** Whether a row has begun that has not ended. */
    boolean isActive() {
        return row != null;
    }

    /** Reads what has come of a row, for the command whose answer is due; {@code null} if none is. */
    Next read(@Nullable Command head) {
        LargeRow current = row;
        if (current == null) {
            if (!(head instanceof StatementCommand statement) || !statement.takesParts() || !framer.beginParts()) {
                return Next.WAIT;
            }
            current = statement.largeRow();
            row = current;
        }
        while (true) {
            PacketReader part = framer.part();
            if (part == null) {
                return framer.isPartsEnd() ? end(current) : Next.WAIT;
            }
            if (!current.accepts()) {
                return Next.PAUSE;
            }
            int taken = current.take(part);
            if (taken == 0) {
                framer.checkUnreadPart();
                return Next.WAIT;
            }
            framer.consumePart(taken);
        }
    }

    private Next end(LargeRow ended) {
        if (!ended.isComplete()) {
            throw new MySqlProtocolException("The server sent a row that is shorter than its last value");
        }
        row = null;
        ended.end();
        return Next.WHOLE_PACKETS;
    }
}
