package io.github.asyncmysql.internal.blockhound;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.internal.blockhound.DriverIntegration.Allowance;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import reactor.blockhound.integration.BlockHoundIntegration;

class DriverIntegrationTest {

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(BlockHoundIntegration.class).stream().map(ServiceLoader.Provider::type))
                .contains(DriverIntegration.class);
    }

    /** They are names, so that one that is misspelt or outlived would allow nothing. */
    @Test
    void allowsMethodsThatAreThere() throws ClassNotFoundException {
        for (Allowance allowed : DriverIntegration.ALLOWANCES) {
            assertThat(Arrays.stream(Class.forName(allowed.type()).getDeclaredMethods())
                            .map(Method::getName))
                    .as(allowed.type())
                    .contains(allowed.method());
        }
    }
}
