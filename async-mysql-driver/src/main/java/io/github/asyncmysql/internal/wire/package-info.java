/**
 * Packets to bytes and back: primitive fields, packet headers, and the packets that do not belong to one command alone.
 *
 * <p>Works on plain byte arrays: no transport, no buffers that need releasing, no threads. May depend on the API only.
 * Read next: {@code internal.value} for values, {@code internal.command} for dialogues.
 */
@NullMarked
package io.github.asyncmysql.internal.wire;

import org.jspecify.annotations.NullMarked;
