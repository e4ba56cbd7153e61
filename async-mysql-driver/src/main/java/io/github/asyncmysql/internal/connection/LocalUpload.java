package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.LocalData;
import io.github.asyncmysql.internal.command.QueryCommand;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a publisher has in place of a local file. An empty packet ends the file; there is no other end, so when the
 * source fails the server keeps what it got until then.
 *
 * <p>Thread rules as for {@link Upload}.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_local_infile_request.html">LOCAL
 *     INFILE Request</a>
 */
public final class LocalUpload extends Upload implements LocalData {

    public LocalUpload(Flow.Publisher<? extends ByteBuffer> source) {
        super(source);
    }

    /** The server waits for the file that a command has. */
    static void begin(Command command, ConnectionHandler connection, ChannelHandlerContext context) {
        if (command instanceof QueryCommand query && query.localData() instanceof LocalUpload upload) {
            upload.begin(connection, context, query);
        }
    }

    @Override
    void send(ConnectionHandler target, ByteBuffer next, int length) {
        target.sendAnswer(next, length);
    }

    @Override
    void ended(ConnectionHandler target, StatementCommand statement, @Nullable Throwable failure) {
        statement.uploadEnded(failure);
        target.sendAnswer(ByteBuffer.allocate(0), 0);
    }

    @Override
    public void cancel() {
        stop(true);
    }
}
