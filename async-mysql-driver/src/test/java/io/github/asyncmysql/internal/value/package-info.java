/** Tests of values: byte vectors, seeded random values in both kinds of row, and the real servers. */
@NullMarked
package io.github.asyncmysql.internal.value;

import org.jspecify.annotations.NullMarked;
