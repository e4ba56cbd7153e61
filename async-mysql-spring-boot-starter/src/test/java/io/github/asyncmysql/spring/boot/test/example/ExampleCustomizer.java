package io.github.asyncmysql.spring.boot.test.example;

import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.spring.boot.autoconfigure.PoolConfigCustomizer;
import org.springframework.stereotype.Component;

/** Wanted in a slice. */
@Component
public class ExampleCustomizer implements PoolConfigCustomizer {

    @Override
    public void customize(PoolConfig.Builder builder) {
        builder.maxSize(3);
    }
}
