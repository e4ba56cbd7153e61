package io.github.asyncmysql.spring.boot.test;

import io.github.asyncmysql.ValueCodec;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlConnectionDetails;
import io.github.asyncmysql.spring.boot.autoconfigure.MySqlConfigCustomizer;
import io.github.asyncmysql.spring.boot.autoconfigure.PoolConfigCustomizer;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;

/** Keeps the application's components out of an {@link AsyncMySqlTest}. Used by one thread. */
class AsyncMySqlTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<AsyncMySqlTest> {

    AsyncMySqlTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return Set.of(
                AsyncMySqlConnectionDetails.class,
                MySqlConfigCustomizer.class,
                PoolConfigCustomizer.class,
                ValueCodec.class,
                WebAuthnAuthenticator.class);
    }
}
