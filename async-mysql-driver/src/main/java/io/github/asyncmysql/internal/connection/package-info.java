/**
 * The only room with channels: it carries bytes between sockets and commands.
 *
 * <p>{@code Connector} opens a connection under one deadline, {@code ConnectionHandler} moves packets,
 * {@code CommandQueue} decides what is sent when, {@code WireConnection} is what other threads hold on to. May depend on
 * {@code command} and everything below it, on the SPI of {@code pool}, on Netty and on the API. Read next:
 * {@code internal.client}.
 */
@NullMarked
package io.github.asyncmysql.internal.connection;

import org.jspecify.annotations.NullMarked;
