package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A transaction whose first answers are given by hand. Confined to one thread. */
abstract class TransactionDialogue {

    static final String READ = "select 'read'";
    static final String UPDATE = "update accounts set a = 1";
    static final int IN_TRANSACTION = 3;
    static final byte[] NOTHING = {};
    static final byte[] BEGUN = FakePackets.ok(1, 0, 0, IN_TRANSACTION);
    static final byte[] INTERRUPTED = FakePackets.err(1, 1317, "70100", "Query execution was interrupted");
    static final byte[] ANSWER = answer("read");

    private boolean silent;
    VirtualNetwork network = network(VirtualNetwork.settings().pipeliningLimit(16));

    static byte[] answer(String text) {
        return FakePackets.concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                FakePackets.textRow(3, text),
                FakePackets.okEof(4, IN_TRANSACTION));
    }

    VirtualNetwork network(MySqlConfig.Builder settings) {
        VirtualNetwork made = new VirtualNetwork(
                number -> new VirtualServer() {
                    @Override
                    byte @Nullable [] answer(FakeConnection.Packet packet) {
                        boolean statement = packet.command() == COM_QUERY || packet.command() == COM_STMT_EXECUTE;
                        return number == 0 && silent && statement ? NOTHING : null;
                    }
                },
                settings,
                VirtualNetwork.poolSettings());
        made.warmUp();
        return made;
    }

    @AfterEach
    final void nothingIsLeft() {
        network.close();
    }

    <T> CompletableFuture<T> begin(
            TransactionOptions options, Function<? super MySqlTransaction, CompletableFuture<T>> work) {
        silent = true;
        CompletableFuture<T> ended = network.pool().withTransaction(options, work);
        network.pump();
        silent = false;
        return ended;
    }

    <T> CompletableFuture<T> begin(Function<? super MySqlTransaction, CompletableFuture<T>> work) {
        return begin(TransactionOptions.DEFAULT, work);
    }

    static CompletableFuture<String> read(MySqlTransaction transaction) {
        return transaction.sql(READ).query(String.class).single();
    }

    /** The texts that the server has got since the connection was opened and asked once. */
    List<String> sent() {
        List<String> texts = network.link(0).server().received().stream()
                .filter(packet -> packet.sequence() == 0 && packet.command() == COM_QUERY)
                .map(FakeConnection.Packet::text)
                .toList();
        return texts.subList(texts.indexOf("select 'warm'") + 1, texts.size());
    }

    void answer(byte[]... answers) {
        for (byte[] answer : answers) {
            network.link(0).toClient(answer);
        }
        network.pump();
    }

    static void assertInterrupted(CompletableFuture<?> future) {
        assertThat(SpoiltAnswers.failure(future)).isInstanceOfSatisfying(MySqlServerException.class, e -> {
            assertThat(e.errorCode()).isEqualTo(1317);
            assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        });
    }

    void connectionIsKept() {
        assertThat(network.ask("own answer")).isEqualTo("own answer");
        assertThat(network.links()).hasSize(1);
    }
}
