/**
 * JSON columns as Java objects, by Jackson 3, which is optional.
 *
 * <p>May depend on the driver's API and on Jackson only. Start with {@code JsonCodec}; read next:
 * {@code spring.boot.json}, which makes one for trees.
 */
@NullMarked
package io.github.asyncmysql.spring.json;

import org.jspecify.annotations.NullMarked;
