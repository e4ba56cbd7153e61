package io.github.asyncmysql.documentation;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.driver.DriverResources;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A pool that is made by hand, beside that of the starter. Stateless. */
@Configuration(proxyBeanMethods = false)
class Replica {

    // region replica-bean
    @Bean(defaultCandidate = false)
    @Qualifier("replica")
    MySqlPool replica(DriverResources resources, @Value("${replica.url}") String address) {
        MySqlUrl url = MySqlUrl.parse(address);
        return AsyncMySql.pool(
                url.config().build(), url.poolConfig().name("replica").build(), resources);
    }
    // endregion
}
