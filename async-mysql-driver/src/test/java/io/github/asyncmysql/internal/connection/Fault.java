package io.github.asyncmysql.internal.connection;

/**
 * What happens to the packets of a server on their way to the client. Confined to one thread.
 *
 * @see VirtualLink#toClient(byte[])
 */
@FunctionalInterface
interface Fault {

    /** Nothing happens to them. */
    Fault NONE = (packet, link) -> link.toClient(packet);

    /** One packet, with its header, is on its way. */
    void deliver(byte[] packet, VirtualLink link);
}
