package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.FakeConnection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A server in memory that answers some statements badly. Confined to one thread. */
final class SpoiltAnswers {

    private SpoiltAnswers() {}

    /** The first connection's server answers these statements so; everything else as usual. */
    static VirtualNetwork answering(Map<String, byte[]> answers) {
        return new VirtualNetwork(number -> new VirtualServer() {
                    @Override
                    byte[] answer(FakeConnection.Packet packet) {
                        boolean query =
                                number == 0 && (packet.command() == COM_QUERY || packet.command() == COM_STMT_PREPARE);
                        return query ? answers.get(packet.text()) : null;
                    }
                })
                .warmUp();
    }

    static CompletableFuture<?> query(VirtualNetwork network, String sql) {
        return network.pool().sql(sql).query(String.class).list();
    }

    static Throwable failure(CompletableFuture<?> done) {
        assertThat(done).isCompletedExceptionally();
        return done.handle((result, thrown) -> thrown instanceof CompletionException ? thrown.getCause() : thrown)
                .join();
    }
}
