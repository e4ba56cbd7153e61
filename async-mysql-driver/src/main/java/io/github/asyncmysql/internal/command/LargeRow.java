package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.PacketReader;

/**
 * A row whose last value is delivered while it arrives: first the fields in front of it, then its bytes as they come. If
 * nobody wants them any more they are counted and dropped.
 *
 * <p>Confined to the event loop.
 */
public final class LargeRow {

    private static final int MAX_PIECE = 64 << 10;

    private final StatementCommand command;
    private final WireRow view;
    private boolean begun;
    private long left;

    LargeRow(StatementCommand command, WireRow view) {
        this.command = command;
        this.view = view;
    }

    /** Whether more may be taken now. */
    public boolean accepts() {
        LargeRowConsumer receiver = command.partsConsumer();
        return receiver == null || receiver.wantsRow();
    }

    /**
     * Takes the next bytes of the row.
     *
     * @param part what has come and was not taken yet, at least one byte
     * @return how many bytes were taken; 0 if more has to come first
     * @throws io.github.asyncmysql.MySqlProtocolException if they are no row of this kind
     */
    public int take(PacketReader part) {
        if (!begun) {
            return begin(part);
        }
        int count = Math.min(part.remaining(), MAX_PIECE);
        if (count > left) {
            throw part.malformed();
        }
        left -= count;
        LargeRowConsumer receiver = command.partsConsumer();
        if (receiver != null) {
            receiver.onBytes(part.array(), part.position(), count);
        }
        return count;
    }

    private int begin(PacketReader part) {
        long length = view.bindLeading(part, command.isBinary());
        if (length == WireRow.INCOMPLETE) {
            return 0;
        }
        begun = true;
        left = Math.max(length, 0);
        LargeRowConsumer receiver = command.partsConsumer();
        if (receiver != null) {
            receiver.onRowStart(view);
        }
        view.unbind();
        receiver = command.partsConsumer();
        if (receiver != null && length == 0) {
            receiver.onBytes(part.array(), part.position(), 0);
        }
        return part.position() - part.start();
    }

    /** Whether all of the row was taken, so that its packet must end here. */
    public boolean isComplete() {
        return begun && left == 0;
    }

    /** Its packet has ended, and {@link #isComplete()} is true. */
    public void end() {
        LargeRowConsumer receiver = command.partsConsumer();
        if (receiver != null) {
            receiver.onRowEnd();
        }
    }
}
