/**
 * The ledger over HTTP: controllers, and failures as problem details.
 *
 * <p>Depends on {@code ledger}. Controllers return futures and publishers, so that no thread waits
 * for the database; only the import, which reads its body as it arrives, does. Read
 * {@link io.github.asyncmysql.sample.web.Problems} next.
 */
@NullMarked
package io.github.asyncmysql.sample.web;

import org.jspecify.annotations.NullMarked;
