package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.internal.command.Authenticating;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.LargeExecuteCommand;
import io.github.asyncmysql.internal.command.LoginCommand;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.HandshakeV10;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Moves packets between a channel and the commands of its {@link CommandQueue}.
 *
 * <p>What is written goes into one buffer and is flushed once per turn of the event loop. When the receiver of rows wants
 * no more, neither packets nor the socket are read. Anything unexpected closes the channel and fails every command; a
 * command whose answer was read completely is told only after the connection has become free for others.
 *
 * <p>Confined to the event loop, except for {@link #isClosed()}, which any thread may ask.
 */
final class ConnectionHandler extends ChannelInboundHandlerAdapter {

    /** Hears of the end of the connection. */
    interface Listener {

        /** The connection has ended, all its commands have been failed. Called once. */
        void closed();

        /** A command has been answered, and whoever sent it has been told. */
        default void answered(Command command) {}
    }

    private final Session session;
    private final PacketWriter out;
    private final CommandQueue queue;
    final PacketFramer framer = new PacketFramer(HandshakeV10.MAX_LENGTH, this::takesParts);
    private final RowParts parts = new RowParts(framer);
    final Deadlines deadlines;
    final Output output;
    final DrainBudget drain;
    final StatementStop stop;
    private final LargeParameters large;
    private final AnswerFinder finder;
    final EarlyEnds earlyEnds;
    private final @Nullable Supplier<SslHandler> tls;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Listener listener;
    private @Nullable Command current;
    private boolean reading;
    private boolean paused;
    private boolean startingTls;
    private volatile @Nullable MySqlException end;

    /** @param blocking where commands find answers, which may block */
    ConnectionHandler(ConnectionParts parts, Executor blocking, @Nullable Supplier<SslHandler> tls) {
        this.session = parts.session();
        this.out = parts.out();
        this.queue = parts.queue();
        this.tls = tls;
        this.deadlines = new Deadlines(queue, this);
        this.stop = new StatementStop(this, queue);
        this.output = new Output(out, queue);
        this.drain = new DrainBudget(this::close);
        this.finder = new AnswerFinder(this, blocking);
        this.large = new LargeParameters(this, queue, out, output);
        this.earlyEnds = new EarlyEnds(this, queue, stop, large, drain);
        queue.supplier(large::begin);
    }

    void listener(Listener listener) {
        this.listener = listener;
    }

    boolean isClosed() {
        return end != null || output.failure() != null;
    }

    /** Closes the connection when more than so many bytes come from now on; {@link Long#MAX_VALUE} for no limit. */
    void drain(long maxBytes) {
        drain.limit(maxBytes);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        output.context(ctx);
        deadlines.executor(ctx.executor());
        EventLoopThread.note(ctx.executor());
    }

    /** Sends a command as soon as its turn comes. Once the connection has ended, the command fails at once. */
    void submit(Command command) {
        if (isClosed()) {
            command.fail(Failures.notSent(end));
            return;
        }
        queue.submit(command);
        deadlines.watch(command.deadlineNanos());
        flushLater();
    }

    /** Like {@link #submit(Command)}, with a time limit from now on. */
    void submit(Command command, long limitNanos) {
        deadlines.begin(command, limitNanos);
        submit(command);
    }

    /** Sends a command at once, although others are held back. It may take so long from now on. */
    void submitThough(Command command, long limitNanos) {
        deadlines.begin(command, limitNanos);
        queue.sendThough(command);
        deadlines.watch(command.deadlineNanos());
        flushLater();
    }

    /** The receiver of rows wants more of them. */
    void resume() {
        if (paused && end == null) {
            paused = false;
            deadlines.restart(queue.head());
            readPackets();
            if (!paused && end == null) {
                channelContext().channel().config().setAutoRead(true);
            }
            flushLater();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof ByteBuf bytes && end == null) {
                drain.spend(bytes.readableBytes());
                framer.append(bytes);
                finder.checkSilence(framer.unreadBytes());
                readPackets();
                if (isUnsolicited()) {
                    throw Failures.unsolicited();
                }
            }
        } catch (RuntimeException e) {
            close(Failures.of(e));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!paused) {
            deadlines.progress(queue.head());
        }
        // What others send on this connection before the turn is over leaves with it.
        output.flushLater();
        ctx.fireChannelReadComplete();
    }

    void readPackets() {
        if (reading) {
            return;
        }
        reading = true;
        try {
            do {
                if (!parts.isActive()) {
                    readWholePackets();
                }
            } while (!isHeldUp() && readParts());
        } catch (RuntimeException e) {
            close(Failures.of(e));
        } finally {
            reading = false;
        }
    }

    private boolean isHeldUp() {
        return paused || end != null || startingTls || finder.isBusy();
    }

    private void readWholePackets() {
        while (!isHeldUp()) {
            Command head = queue.head();
            if (head != current) {
                current = head;
                framer.expectSequenceId(head == null ? 0 : head.answerSequenceId());
                earlyEnds.drainIfDropped(head);
            }
            PacketReader packet = framer.next();
            if (packet == null) {
                return;
            }
            readPacket(head, packet);
        }
    }

    private boolean takesParts() {
        return queue.head() instanceof StatementCommand head && head.takesParts();
    }

    /** Whether whole packets may follow after what was read of a row that is delivered while it arrives. */
    private boolean readParts() {
        Command head = queue.head();
        RowParts.Next next = parts.read(queue.isHeadSent() ? head : null);
        if (next == RowParts.Next.PAUSE && head != null) {
            pause(head);
        }
        return next == RowParts.Next.WHOLE_PACKETS;
    }

    private void readPacket(@Nullable Command head, PacketReader packet) {
        if (head == null || !queue.isHeadSent()) {
            onUnsolicited(packet);
            return;
        }
        if (!head.accepts(packet)) {
            pause(head);
            return;
        }
        session.sequenceId(framer.expectedSequenceId() + 1);
        Command.Step step = head.onPacket(packet, out, session);
        framer.consume();
        framer.expectSequenceId(session.sequenceId());
        if (head instanceof LoginCommand login) {
            framer.maxPacketSize(login.maxPayload());
            if (!out.isEmpty() && framer.unreadBytes() > 0) {
                throw new MySqlProtocolException("The server went on during login before it was answered");
            }
        }
        switch (step) {
            case DONE -> finish(head);
            case UPGRADE_TLS -> startTls();
            case FIND_ANSWER -> finder.begin(head);
            case UPLOAD -> LocalUpload.begin(head, this, channelContext());
            case ASK -> DeviceQuestion.ask((Authenticating) head, this, channelContext());
            case MORE -> {}
        }
    }

    /** Sends what a dialogue goes on with: what was found, or a piece of a local file, which ends with an empty one. */
    void sendAnswer(ByteBuffer source, int length) {
        out.startPacket(session.sequenceId()).writeBytes(source, length);
        session.sequenceId(out.endPacket());
        framer.expectSequenceId(session.sequenceId());
        output.flush();
    }

    private void finish(Command command) {
        queue.headAnswered();
        current = null;
        drain.answered();
        // Closed first: whoever hears of the result may give the connection back, and nobody must get it again.
        if (framer.wasOutOfSequence()) {
            if (command instanceof StatementCommand statement) {
                statement.refusedOutOfSequence();
            }
            close(Failures.lost("The server has ended the session"));
        } else if (isUnsolicited()) {
            close(Failures.unsolicited());
        } else if (session.charsetChanged()) {
            close(new MySqlProtocolException("The session was changed to a character set other than utf8mb4"));
        } else if (queue.repeats(command)) {
            return;
        }
        if (end == null && command instanceof LargeExecuteCommand execution && execution.isRefused()) {
            large.refused(execution);
        }
        stop.beforeAnswer(command);
        Failures.tellDone(command, session);
        if (end == null) {
            queue.completed(command);
            stop.onAnswer(command);
            Listener observer = listener;
            if (observer != null) {
                observer.answered(command);
            }
        }
    }

    // Between commands a server has nothing to say, except why it is going to close the connection.
    private void onUnsolicited(PacketReader packet) {
        if (ErrorPacket.is(packet)) {
            close(ErrorPacket.read(packet).toException(null));
        } else {
            throw Failures.unsolicited();
        }
    }

    // Whatever is left when every question has been answered would be taken for the answer to the next one.
    private boolean isUnsolicited() {
        return !isHeldUp() && !queue.isHeadSent() && framer.unreadBytes() > 0;
    }

    private void pause(Command head) {
        paused = true;
        deadlines.suspend(head);
        channelContext().channel().config().setAutoRead(false);
    }

    /** What follows comes through TLS, as soon as that is established. */
    void startTls() {
        if (framer.unreadBytes() > 0) {
            throw new MySqlProtocolException("The server sent more than its greeting before TLS has started");
        }
        output.flush();
        startingTls = true;
        SslHandler engine = Objects.requireNonNull(tls, "TLS").get();
        channelContext().pipeline().addFirst(new TlsChatter(drain, this::close), engine);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && startingTls) {
            if (handshake.isSuccess()) {
                startingTls = false;
                if (queue.head() instanceof LoginCommand login) {
                    ChannelPipeline pipeline = ctx.pipeline();
                    login.onTlsEstablished(
                            TlsContexts.protocol(pipeline), TlsContexts.certificate(pipeline), out, session);
                    framer.expectSequenceId(session.sequenceId());
                    output.flush();
                }
            } else {
                close(Failures.tls(handshake.cause()));
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    /** Writes what is in the output buffer once the event loop's current turn is over. */
    void flushLater() {
        if (!reading && end == null) {
            output.flushLater();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        MySqlException broken = output.failure();
        finder.ended(broken != null ? broken : Failures.lost("The server has closed the connection"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (startingTls) {
            close(Failures.tls(cause));
        } else if (cause instanceof IOException && !(cause instanceof SSLException) && end == null) {
            // What the server said before is worth more than what the socket says.
            output.failed(Failures.of(cause), this::close);
        } else {
            close(Failures.of(cause));
        }
    }

    /** Cuts the connection. Commands that were not sent fail with NOT_SENT, the others with what is known about them. */
    void close(MySqlException cause) {
        if (end != null) {
            return;
        }
        end = cause;
        deadlines.stop();
        stop.stop();
        drain.stop();
        large.stop();
        output.discard();
        channelContext().close();
        try {
            Failures.tellAll(cause, queue.drainUnsent(), queue.drainInFlight());
        } finally {
            // Whatever goes wrong above: the pool must not count a connection that is gone.
            Listener observer = listener;
            if (observer != null) {
                observer.closed();
            }
        }
    }

    ChannelHandlerContext channelContext() {
        return Objects.requireNonNull(context, "channel");
    }
}
