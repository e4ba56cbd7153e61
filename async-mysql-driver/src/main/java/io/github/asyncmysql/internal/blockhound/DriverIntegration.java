package io.github.asyncmysql.internal.blockhound;

import java.util.List;
import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Tells BlockHound what the driver does on event loops although it looks as if it could block. Nothing of it runs code of
 * users. That event loops must not block, BlockHound knows from Netty, whose threads they are.
 *
 * <p>BlockHound finds it by itself on the class path. It is no service of the module: a module that offers a service cannot
 * be used where that service's own module is absent.
 *
 * <p>Immutable.
 *
 * @see <a href="https://github.com/reactor/BlockHound/blob/master/docs/custom_integrations.md">Custom integrations</a>
 */
public final class DriverIntegration implements BlockHoundIntegration {

    private static final String INTERNAL = "io.github.asyncmysql.internal.";

    /** A method that may do what BlockHound takes for blocking. Immutable. */
    record Allowance(String type, String method) {}

    static final List<Allowance> ALLOWANCES = List.of(
            // Locks that are held for less time than going to sleep takes.
            new Allowance(INTERNAL + "pool.BriefLock", "lock"),
            // Hand work over to threads that may block: their queues have locks of that kind, too.
            new Allowance(INTERNAL + "connection.NameLookup", "start"),
            new Allowance(INTERNAL + "connection.AnswerFinder", "start"),
            new Allowance(INTERNAL + "client.RepeatedTransaction", "pause"),
            // Random numbers come from a file of the system that is always ready.
            new Allowance(INTERNAL + "auth.ParsecPassword", "answer"),
            new Allowance(INTERNAL + "auth.ScramClient", "newNonce"),
            new Allowance(INTERNAL + "auth.ServerPublicKey", "encrypt"));

    /** For the service loader. */
    public DriverIntegration() {}

    @Override
    public void applyTo(BlockHound.Builder builder) {
        ALLOWANCES.forEach(allowed -> builder.allowBlockingCallsInside(allowed.type(), allowed.method()));
    }
}
