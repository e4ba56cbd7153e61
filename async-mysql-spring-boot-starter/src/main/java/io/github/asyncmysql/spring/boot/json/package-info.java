/**
 * Auto-configuration of codecs for JSON when Jackson 3 is on the class path.
 *
 * <p>May depend on {@code spring.json} and {@code spring.boot.autoconfigure}. Start with
 * {@code AsyncMySqlJsonAutoConfiguration}; read next: {@code spring.json}.
 */
@NullMarked
package io.github.asyncmysql.spring.boot.json;

import org.jspecify.annotations.NullMarked;
