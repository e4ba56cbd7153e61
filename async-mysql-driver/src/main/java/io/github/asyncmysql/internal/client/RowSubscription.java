package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.Text;
import java.util.concurrent.Flow;

/**
 * Rows at the pace of a subscriber.
 *
 * <p>Thread rules as for {@link StreamSubscription}.
 */
final class RowSubscription<T> extends StreamSubscription<T> {

    private final RowMapper<? extends T> mapper;

    private RowSubscription(Statement statement, RowMapper<? extends T> mapper, Flow.Subscriber<? super T> subscriber) {
        super(statement, subscriber);
        this.mapper = mapper;
    }

    static <T> void start(Statement statement, RowMapper<? extends T> mapper, Flow.Subscriber<? super T> subscriber) {
        new RowSubscription<T>(statement, mapper, subscriber).start(subscriber);
    }

    @Override
    public void onRow(WireRow row) {
        if (isAbandoned()) {
            return;
        }
        T value;
        try {
            value = mapper.map(row);
            if (value == null) {
                throw new MySqlMappingException("A stream cannot hold NULL, but a row was mapped to null for: "
                        + Text.shortenSql(statement.sql()));
            }
        } catch (Throwable e) {
            signalFailure(e);
            return;
        }
        emit(value);
    }
}
