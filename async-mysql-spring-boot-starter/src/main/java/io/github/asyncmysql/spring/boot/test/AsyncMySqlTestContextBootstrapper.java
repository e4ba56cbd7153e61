package io.github.asyncmysql.spring.boot.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Reads the properties of {@link AsyncMySqlTest}. Used by one thread. */
class AsyncMySqlTestContextBootstrapper extends TestSliceTestContextBootstrapper<AsyncMySqlTest> {}
