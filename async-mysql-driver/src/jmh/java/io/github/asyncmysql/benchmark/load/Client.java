package io.github.asyncmysql.benchmark.load;

import java.util.concurrent.Executor;

/** A client, connected to the server in its constructor or when it is first used. Blocks nowhere else but on closing. */
public interface Client extends AutoCloseable {

    /** Where users start: the event loop that the client's callbacks run on, or a thread for each user that blocks. */
    Executor users();

    /** How this client does the scenario's workload. */
    Operation operation(Scenario scenario) throws Exception;

    @Override
    void close();

    /** Makes a client for a scenario. */
    interface Factory {
        Client connect(Target target, Scenario scenario) throws Exception;
    }
}
