/**
 * What native images have to know of the types that an application maps rows to. Used by Spring's ahead-of-time processing
 * alone; needs no Spring Boot.
 *
 * <p>Read next: {@link io.github.asyncmysql.spring.aot.MappedTypesAotProcessor}.
 */
@NullMarked
package io.github.asyncmysql.spring.aot;

import org.jspecify.annotations.NullMarked;
