package io.github.asyncmysql.spring.boot.init;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.util.Set;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDependsOnDatabaseInitializationDetector;

/**
 * Lets templates wait for what prepares the database: scripts, Flyway, Liquibase. The pool itself does not wait, since the
 * scripts need it. Used by one thread.
 */
class AsyncMySqlDependsOnDatabaseInitializationDetector
        extends AbstractBeansOfTypeDependsOnDatabaseInitializationDetector {

    @Override
    protected Set<Class<?>> getDependsOnDatabaseInitializationBeanTypes() {
        return Set.of(AsyncMySqlOperations.class);
    }
}
