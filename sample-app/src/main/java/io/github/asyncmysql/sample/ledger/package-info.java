/**
 * Accounts, transfers and the statements that read and write them.
 *
 * <p>Depends on the template and knows nothing of HTTP. Read {@link io.github.asyncmysql.sample.ledger.Ledger} next.
 */
@NullMarked
package io.github.asyncmysql.sample.ledger;

import org.jspecify.annotations.NullMarked;
