/**
 * The work that clients are measured by: what is asked for and what must be answered, users who keep a client busy, the
 * figures that come of it, the tables on the server, and a server that answers from memory.
 *
 * <p>Knows no client. To add a workload, describe it in {@link io.github.asyncmysql.benchmark.load.Workload} and let the
 * clients in {@code io.github.asyncmysql.benchmark.client} do it.
 */
@NullMarked
package io.github.asyncmysql.benchmark.load;

import org.jspecify.annotations.NullMarked;
