package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.Locale;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.support.DefaultConversionService;

/** Converters of an application serve its templates. */
class ConversionBeansIT {

    // region converter-type
    /** Could be made of no column without a converter. */
    interface Word {

        String text();
    }
    // endregion

    @Configuration(proxyBeanMethods = false)
    static class WithConverter {

        // region converter-bean
        @Bean
        Converter<String, Word> wordConverter() {
            return new Converter<>() {
                @Override
                public Word convert(String source) {
                    return () -> source;
                }
            };
        }
        // endregion
    }

    @Configuration(proxyBeanMethods = false)
    static class WithConversionService {

        @Bean(defaultCandidate = false)
        ConversionService asyncMySqlConversionService() {
            DefaultConversionService conversions = new DefaultConversionService();
            conversions.addConverter(String.class, Word.class, text -> () -> text.toUpperCase(Locale.ROOT));
            return conversions;
        }
    }

    private static ApplicationContextRunner runner(TestServer server) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AsyncMySqlAutoConfiguration.class))
                .withPropertyValues(
                        "async-mysql.host=" + server.host(),
                        "async-mysql.port=" + server.port(),
                        "async-mysql.username=" + server.username(),
                        "async-mysql.password=" + server.password(),
                        "async-mysql.database=" + server.database());
    }

    @EveryServer
    void converterBeansAreUsedAndAConversionServiceByName(TestServer server) {
        runner(server).withUserConfiguration(WithConverter.class).run(context -> assertThat(
                        context.getBean(AsyncMySqlOperations.class)
                                .queryForObject("select 'word'", Word.class)
                                .join()
                                .text())
                .isEqualTo("word"));
        runner(server)
                .withUserConfiguration(WithConverter.class, WithConversionService.class)
                .run(context -> assertThat(context.getBean(AsyncMySqlOperations.class)
                                .queryForObject("select 'word'", Word.class)
                                .join()
                                .text())
                        .isEqualTo("WORD"));
    }
}
