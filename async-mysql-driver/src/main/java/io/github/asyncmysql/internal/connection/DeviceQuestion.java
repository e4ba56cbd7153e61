package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.WebAuthnAuthenticator.Assertion;
import io.github.asyncmysql.internal.command.Authenticating;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the user's authenticator, on a thread of its own, since it waits for a person, and answers the server. If the connection
 * ends before, the authenticator is told to stop.
 *
 * <p>Confined to the event loop, except for {@link #run} and what is called from there.
 */
final class DeviceQuestion implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceQuestion.class);

    private final Authenticating command;
    private final WebAuthnAuthenticator authenticator;
    private final WebAuthnAuthenticator.Request request;
    private final ConnectionHandler connection;
    private final ChannelHandlerContext context;
    private final Thread thread;
    private final ChannelFutureListener end = closed -> stop();
    private volatile boolean stopped;
    private volatile @Nullable CompletionStage<List<Assertion>> asked;

    private DeviceQuestion(Authenticating command, ConnectionHandler connection, ChannelHandlerContext context) {
        this.command = command;
        this.authenticator = command.authenticator();
        this.request = command.question();
        this.connection = connection;
        this.context = context;
        this.thread = new Thread(this, "async-mysql-authenticator");
        thread.setDaemon(true);
    }

    /** The server waits for what the user's device says. */
    static void ask(Authenticating command, ConnectionHandler connection, ChannelHandlerContext context) {
        DeviceQuestion question = new DeviceQuestion(command, connection, context);
        context.channel().closeFuture().addListener(question.end);
        question.thread.start();
    }

    @Override
    public void run() {
        CompletionStage<List<Assertion>> stage;
        try {
            stage = authenticator.authenticate(request);
            asked = stage;
            if (stopped) {
                cancel(stage);
            }
            stage.whenComplete(this::answered);
        } catch (Throwable e) {
            answered(null, e);
        }
    }

    private void answered(@Nullable List<Assertion> assertions, @Nullable Throwable failure) {
        try {
            context.executor().execute(() -> goOn(assertions, failure));
        } catch (RejectedExecutionException e) {
            LOG.trace("Everything has ended", e);
        }
    }

    private void goOn(@Nullable List<Assertion> assertions, @Nullable Throwable failure) {
        context.channel().closeFuture().removeListener(end);
        if (connection.isClosed()) {
            return;
        }
        if (failure != null || assertions == null || assertions.stream().anyMatch(Objects::isNull)) {
            connection.close(new MySqlConnectionException(
                    Kind.CREDENTIALS, "The WebAuthn authenticator has failed", Outcome.NOT_SENT, failure));
            return;
        }
        try {
            byte[] answer = command.answer(assertions);
            connection.sendAnswer(ByteBuffer.wrap(answer), answer.length);
        } catch (RuntimeException e) {
            connection.close(Failures.of(e));
        }
    }

    private void stop() {
        stopped = true;
        thread.interrupt();
        CompletionStage<List<Assertion>> stage = asked;
        if (stage != null) {
            cancel(stage);
        }
    }

    private static void cancel(CompletionStage<List<Assertion>> stage) {
        if (stage instanceof CompletableFuture<List<Assertion>> future) {
            future.cancel(false);
        }
    }
}
