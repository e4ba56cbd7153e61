package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.internal.command.LargeRowConsumer;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.Text;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last value of the only row, at the pace of a subscriber, while it arrives.
 *
 * <p>Thread rules as for {@link StreamSubscription}.
 */
final class LargeValueSubscription extends StreamSubscription<ByteBuffer> implements LargeRowConsumer {

    private final Consumer<? super Row> leading;
    private boolean found;
    private boolean complete;

    private LargeValueSubscription(
            Statement statement, Consumer<? super Row> leading, Flow.Subscriber<? super ByteBuffer> subscriber) {
        super(statement, subscriber);
        this.leading = leading;
    }

    static void start(
            Statement statement, Consumer<? super Row> leading, Flow.Subscriber<? super ByteBuffer> subscriber) {
        new LargeValueSubscription(statement, leading, subscriber).start(subscriber);
    }

    // A second row is an error, which needs no demand.
    @Override
    public boolean wantsRow() {
        return complete || super.wantsRow();
    }

    @Override
    public void onRow(WireRow row) {
        byte[] value = row.takeLast();
        onRowStart(row);
        if (value != null) {
            emit(ByteBuffer.wrap(value));
        }
        complete = true;
    }

    @Override
    public void onRowStart(WireRow row) {
        if (isAbandoned()) {
            return;
        }
        try {
            if (found) {
                throw wrongRowCount("More than one row");
            }
            found = true;
            row.checkLastIsString();
            leading.accept(row);
        } catch (Throwable e) {
            signalFailure(e);
        }
    }

    @Override
    public void onBytes(byte[] array, int offset, int length) {
        emit(ByteBuffer.wrap(Arrays.copyOfRange(array, offset, offset + length)));
    }

    @Override
    public void onRowEnd() {
        complete = true;
    }

    @Override
    @Nullable
    Throwable incomplete() {
        return found ? null : wrongRowCount("No row");
    }

    private MySqlMappingException wrongRowCount(String what) {
        return new MySqlMappingException(what + " for: " + Text.shortenSql(statement.sql()));
    }
}
