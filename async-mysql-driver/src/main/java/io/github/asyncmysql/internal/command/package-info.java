/**
 * One state machine per command of the protocol: it writes its request and understands its answer, packet by packet. No
 * I/O, no clocks, no threads, so that a whole dialogue can be tested as bytes.
 *
 * <p>May depend on {@code auth}, {@code value}, {@code wire} and the API. Read next: {@code internal.connection}, which
 * carries the bytes.
 */
@NullMarked
package io.github.asyncmysql.internal.command;

import org.jspecify.annotations.NullMarked;
