package io.github.asyncmysql.testsupport;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that runs once on each server of {@link TestServers#all()}. It takes the server as a parameter of type
 * {@link TestServer}; with a parameter of type {@link Protocol} as well it runs twice per server.
 *
 * <pre>{@code
 * @EveryServer
 * void selectsOne(TestServer server, Protocol protocol) { … }
 * }</pre>
 *
 * <p>The attributes say what a server must be for the test to make sense on it. Where no server of the run fits, a line
 * says so and the items of the test stay open in the acceptance report.
 *
 * <p>Immutable.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@TestTemplate
@ExtendWith(EveryServerExtension.class)
public @interface EveryServer {

    /** The products to run on. */
    Flavor[] flavors() default {Flavor.MYSQL, Flavor.MARIADB};

    /** The lowest MySQL version to run on, e.g. {@code 8.4.0}; says nothing about MariaDB. */
    String mySqlSince() default "";

    /** The lowest MariaDB version to run on, e.g. {@code 10.6.0}; says nothing about MySQL. */
    String mariaDbSince() default "";

    /** Only servers that the test can kill, or start another one of ({@link TestServer#canRestart()}). */
    boolean restartable() default false;

    /** Only servers that still have {@code mysql_native_password} ({@link TestServer#hasNativeUser()}). */
    boolean nativeUser() default false;
}
