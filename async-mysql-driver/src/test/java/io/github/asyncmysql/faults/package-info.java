/**
 * Faults of servers and networks under load, with a ledger of what was promised and what came of it. {@link
 * io.github.asyncmysql.faults.FaultMatrixIT} runs them; {@code docs/testing.md} says how to run all of it at full length.
 */
@NullMarked
package io.github.asyncmysql.faults;

import org.jspecify.annotations.NullMarked;
