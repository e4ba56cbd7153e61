package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.internal.connection.SpoiltAnswers.failure;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.LargeValue;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers of large values that break the rules of Reactive Streams: each ends as one that fails, and hurts nobody. */
class UnrulySourceTest {

    private static final byte[] BYTES = {1, 2, 3};

    /** What the publisher does wrong. */
    private enum Mistake {
        SENDS_MORE_THAN_ASKED_FOR((subscriber, n) -> {
            subscriber.onNext(ByteBuffer.wrap(BYTES));
            subscriber.onNext(ByteBuffer.wrap(BYTES));
            subscriber.onNext(ByteBuffer.wrap(BYTES));
        }),
        SENDS_NULL((subscriber, n) -> {
            try {
                subscriber.onNext(null);
            } catch (NullPointerException expected) {
                // As the rules want it.
            }
        }),
        THROWS_WHEN_ASKED((subscriber, n) -> {
            throw new IllegalStateException("on purpose");
        }),
        FAILS_WITH_AN_ERROR((subscriber, n) -> {
            throw new AssertionError("on purpose");
        }),
        GOES_ON_AFTER_ITS_END((subscriber, n) -> {
            subscriber.onComplete();
            subscriber.onNext(ByteBuffer.wrap(BYTES));
            subscriber.onError(new IllegalStateException("too late"));
            subscriber.onComplete();
        }),
        GOES_ON_AFTER_ITS_FAILURE((subscriber, n) -> {
            subscriber.onError(new IllegalStateException("on purpose"));
            subscriber.onNext(ByteBuffer.wrap(BYTES));
            subscriber.onComplete();
            subscriber.onError(new IllegalStateException("again"));
        });

        private final BiConsumer<Flow.Subscriber<? super ByteBuffer>, Long> onRequest;

        Mistake(BiConsumer<Flow.Subscriber<? super ByteBuffer>, Long> onRequest) {
            this.onRequest = onRequest;
        }
    }

    /** What the publisher does wrong without harm. */
    private enum Oddity {
        ENDS_WITHOUT_A_SUBSCRIPTION(Flow.Subscriber::onComplete),
        SUBSCRIBES_TWICE(subscriber -> {
            subscriber.onSubscribe(subscription(n -> subscriber.onComplete()));
            subscriber.onSubscribe(subscription(n -> {
                throw new AssertionError("the second subscription is asked");
            }));
        }),
        THROWS_WHEN_CANCELLED(subscriber -> {
            subscriber.onSubscribe(subscription(n -> subscriber.onComplete()));
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {
                    throw new IllegalStateException("on purpose");
                }
            });
        });

        private final Flow.Publisher<ByteBuffer> publisher;

        Oddity(Consumer<Flow.Subscriber<? super ByteBuffer>> onSubscribe) {
            this.publisher = onSubscribe::accept;
        }
    }

    private static Flow.Subscription subscription(Consumer<Long> onRequest) {
        return new Flow.Subscription() {
            @Override
            public void request(long n) {
                onRequest.accept(n);
            }

            @Override
            public void cancel() {}
        };
    }

    private static CompletableFuture<?> insert(VirtualNetwork network, Flow.Publisher<ByteBuffer> source) {
        CompletableFuture<?> done = network.pool()
                .sql("insert into t values (?)")
                .params(LargeValue.bytes(source))
                .update();
        network.pump();
        return done;
    }

    @ParameterizedTest
    @EnumSource(Mistake.class)
    void mistakeFailsTheStatementAlone(Mistake mistake) {
        SupplyServer server = new SupplyServer(1, 1 << 24);
        VirtualNetwork network = new VirtualNetwork(number -> server);
        CompletableFuture<?> done = insert(
                network,
                subscriber -> subscriber.onSubscribe(subscription(n -> mistake.onRequest.accept(subscriber, n))));
        assertThat(failure(done)).isNotNull();
        assertThat(server.count(COM_STMT_EXECUTE)).isZero();
        assertThat(network.ask("after")).isEqualTo("after");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @ParameterizedTest
    @EnumSource(Oddity.class)
    void oddityIsEndured(Oddity oddity) {
        SupplyServer server = new SupplyServer(1, 1 << 24);
        VirtualNetwork network = new VirtualNetwork(number -> server);
        assertThat(insert(network, oddity.publisher)).isCompleted();
        assertThat(server.supplied()).containsEntry(0, "");
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void publisherThatThrowsWhenItIsSubscribedToFailsTheStatementAlone(boolean subscribesFirst) {
        SupplyServer server = new SupplyServer(1, 1 << 24);
        VirtualNetwork network = new VirtualNetwork(number -> server);
        IllegalStateException broken = new IllegalStateException("on purpose");
        CompletableFuture<?> done = insert(network, subscriber -> {
            if (subscribesFirst) {
                subscriber.onSubscribe(subscription(n -> {}));
            }
            throw broken;
        });
        assertThat(failure(done)).isSameAs(broken);
        assertThat(server.count(COM_STMT_EXECUTE)).isZero();
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }
}
