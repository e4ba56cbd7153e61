/**
 * What the tests of every module share: real servers ({@code TestServers}), a scripted
 * server for hostile conversations, and the acceptance report.
 *
 * <p>It may depend on the JDK, JUnit, Netty and Testcontainers, never on the driver: the driver is what it tests. Its
 * test-jar is on the test class path of the starter and of the sample. Read {@code docs/testing.md} next.
 */
@NullMarked
package io.github.asyncmysql.testsupport;

import org.jspecify.annotations.NullMarked;
