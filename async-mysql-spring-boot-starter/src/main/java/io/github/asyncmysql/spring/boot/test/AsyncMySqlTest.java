package io.github.asyncmysql.spring.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;
import org.springframework.transaction.annotation.Transactional;

/**
 * A test of what the application does with its database: starts pool, template, transaction manager and, where present, service
 * connections of Testcontainers, and none of the application's other components.
 *
 * <p>Each test method runs in a transaction that is rolled back at its end, so that it leaves no rows behind. What the test or
 * the code under test starts on a template belongs to that transaction on the thread of the test, and in continuations that
 * run inline when one of its futures completes; what another thread starts does not. A test that needs commits says
 * {@code @Transactional(propagation = Propagation.NOT_SUPPORTED)}.
 *
 * <pre>{@code
 * @AsyncMySqlTest
 * @Import(UserRepository.class)
 * class UserRepositoryTest {
 *
 *     @Autowired
 *     UserRepository users;
 *
 *     @Test
 *     void findsWhatItHasSaved() {
 *         long id = users.save("Ada").join();
 *         assertThat(users.find(id).join().name()).isEqualTo("Ada");
 *     }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(AsyncMySqlTestContextBootstrapper.class)
@ExtendWith(SpringExtension.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(AsyncMySqlTypeExcludeFilter.class)
@Transactional("asyncMySqlTransactionManager")
@AutoConfigureAsyncMySql
@ImportAutoConfiguration
public @interface AsyncMySqlTest {

    /** Properties in the form {@code name=value}, added to the {@link Environment} before the test runs. */
    String[] properties() default {};

    /**
     * Whether the application's components are left out, except those that configure pools: customizers, codecs and
     * connection details.
     */
    boolean useDefaultFilters() default true;

    /** Components to have nevertheless. */
    Filter[] includeFilters() default {};

    /** Components to leave out nevertheless. */
    Filter[] excludeFilters() default {};

    /** Auto-configurations to leave out. */
    @AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
    Class<?>[] excludeAutoConfiguration() default {};
}
