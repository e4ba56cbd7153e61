package io.github.asyncmysql;

import javax.security.auth.Subject;

/** Knows as whom the application is logged in to Kerberos, for example after a login by JAAS. Thread-safe. */
@FunctionalInterface
public interface SubjectProvider {

    /**
     * Asked each time a connection is opened to an account of Kerberos, within its {@link MySqlConfig#connectTimeout()}. May
     * block: it is called on a thread that is there for that, by several at a time. Nothing is done to the subject but that
     * the JVM puts tickets into it. If it fails, so does the attempt to connect, which the pool repeats after a pause.
     *
     * @throws Exception if there is none
     */
    Subject subject() throws Exception;
}
