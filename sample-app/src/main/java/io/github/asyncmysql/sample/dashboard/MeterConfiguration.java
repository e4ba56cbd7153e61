package io.github.asyncmysql.sample.dashboard;

import io.micrometer.core.instrument.config.MeterFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the page needs of the meters. Stateless. */
@Configuration(proxyBeanMethods = false)
class MeterConfiguration {

    @Bean
    static MeterFilter histogramsForThePage() {
        return Meters.histograms();
    }
}
