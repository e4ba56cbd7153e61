package io.github.asyncmysql.internal.auth;

import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

/**
 * A login to Kerberos by the JDK's login module: with the password where there is one, else with a ticket that somebody has got
 * already, else with the keys of the default keytab. No file configures it but {@code krb5.conf}.
 *
 * <p>Immutable.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/api/jdk.security.auth/com/sun/security/auth/module/Krb5LoginModule.html">Krb5LoginModule</a>
 */
final class KerberosLogin extends Configuration {

    private static final String MODULE = "com.sun.security.auth.module.Krb5LoginModule";

    private final AppConfigurationEntry[] entries;

    private KerberosLogin(AppConfigurationEntry... entries) {
        this.entries = entries;
    }

    /** Whether nothing else was said about where the JVM's own implementation gets its tickets from. */
    static boolean isWantedWithoutPassword() {
        return !"false".equals(System.getProperty("javax.security.auth.useSubjectCredsOnly"));
    }

    static LoginContext create(Credentials credentials) throws LoginException {
        String user = credentials.username();
        KerberosLogin configuration = credentials.hasPassword()
                ? new KerberosLogin(entry(Map.of("principal", user)))
                : new KerberosLogin(
                        entry(Map.of("useTicketCache", "true", "doNotPrompt", "true")),
                        entry(Map.of("useKeyTab", "true", "doNotPrompt", "true", "principal", user)));
        return new LoginContext("async-mysql", null, answering(credentials), configuration);
    }

    private static AppConfigurationEntry entry(Map<String, String> options) {
        return new AppConfigurationEntry(MODULE, LoginModuleControlFlag.SUFFICIENT, options);
    }

    private static CallbackHandler answering(Credentials credentials) {
        return questions -> {
            for (Callback question : questions) {
                if (question instanceof NameCallback name) {
                    name.setName(credentials.username());
                } else if (question instanceof PasswordCallback password) {
                    password.setPassword(credentials.passwordChars());
                }
            }
        };
    }

    @Override
    public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
        return entries.clone();
    }
}
