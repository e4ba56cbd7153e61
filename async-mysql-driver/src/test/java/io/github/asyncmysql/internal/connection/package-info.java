/** Tests of connections, and a network of servers in memory, with time that passes when a test says so. */
@NullMarked
package io.github.asyncmysql.internal.connection;

import org.jspecify.annotations.NullMarked;
