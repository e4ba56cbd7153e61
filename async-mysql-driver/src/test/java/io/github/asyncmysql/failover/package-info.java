/** A group of real servers whose primary is killed under load; {@code docs/several-hosts.md} says how to run it. */
@NullMarked
package io.github.asyncmysql.failover;

import org.jspecify.annotations.NullMarked;
