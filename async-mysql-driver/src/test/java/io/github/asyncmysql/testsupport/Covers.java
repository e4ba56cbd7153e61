package io.github.asyncmysql.testsupport;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the acceptance items that a test proves, as {@code list:id}: {@code pool:A1}, {@code hostile:T41},
 * {@code fault:F13}, {@code boot:27}, {@code aiomysql:P10}, {@code guarantee:9}.
 *
 * <p>On a class it counts for every test method in it. The lists stand in {@code acceptance-catalogue.txt}; a name that
 * is not there fails the build. {@code docs/acceptance.md} is made from these annotations.
 *
 * <p>Immutable.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Covers {

    /** The items, at least one, each as {@code list:id}. */
    String[] value();
}
