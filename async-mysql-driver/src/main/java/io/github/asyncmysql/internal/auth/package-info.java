/**
 * Authentication methods: what the server sends goes in, what it is answered comes out, and a refusal where the answer
 * would give the password away. Only the methods of {@link io.github.asyncmysql.internal.auth.AuthPlugin#create} exist.
 *
 * <p>May depend on {@code wire} and the API; no transport, no threads. Read next: {@code internal.command.LoginCommand},
 * which carries the dialogue.
 */
@NullMarked
package io.github.asyncmysql.internal.auth;

import org.jspecify.annotations.NullMarked;
