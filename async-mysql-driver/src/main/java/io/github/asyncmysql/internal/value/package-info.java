/**
 * SQL values to Java values and back: rows as views over the bytes of a packet, conversions, parameters, records.
 *
 * <p>Works on plain byte arrays: no transport, no threads. May depend on {@code internal.wire} and the API only. Start
 * with {@code WireRow} for reading and {@code ParamEncoder} for writing; read next: {@code internal.command}, which feeds
 * both.
 */
@NullMarked
package io.github.asyncmysql.internal.value;

import org.jspecify.annotations.NullMarked;
