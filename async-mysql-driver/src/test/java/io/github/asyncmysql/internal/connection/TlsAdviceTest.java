package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TlsAdviceTest {

    private static final String NO_COMMON_SUITE = "(handshake_failure) Received fatal alert: handshake_failure";

    @Test
    void namesTheSettingOfTheJvmThatLeavesTheSuitesOfOldServersOut() {
        assertThat(Failures.tlsAdvice(NO_COMMON_SUITE, "SSLv3, ECDH, TLS_RSA_*"))
                .contains("cipher suites", "jdk.tls.disabledAlgorithms", "TLS_RSA_*", "newer server");
        assertThat(Failures.tlsAdvice(NO_COMMON_SUITE, "SSLv3, ECDH"))
                .contains("cipher suites")
                .doesNotContain("TLS_RSA");
        assertThat(Failures.tlsAdvice(NO_COMMON_SUITE, null)).doesNotContain("TLS_RSA");
    }

    @Test
    void namesOurOwnSettingsOtherwise() {
        assertThat(Failures.tlsAdvice("unable to find valid certification path", "TLS_RSA_*"))
                .isEqualTo("check ssl-mode and ssl-ca");
    }
}
