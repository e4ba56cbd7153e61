/**
 * The fluent API on top of pool and connection: statements, queries, streams, leases and transactions.
 *
 * <p>Puts mapped rows into futures and publishers and makes cancelling them safe. May depend on {@code pool},
 * {@code connection} and what lies below; knows no Netty. Read next: {@code internal.pool} and
 * {@code internal.connection}.
 */
@NullMarked
package io.github.asyncmysql.internal.client;

import org.jspecify.annotations.NullMarked;
