package io.github.asyncmysql.documentation;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.OciKey;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.WebAuthnAuthenticator.Assertion;
import io.github.asyncmysql.WebAuthnAuthenticator.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.security.auth.login.LoginContext;

/** What the page about security shows. Stateless. */
final class SecurityRecipes {

    private SecurityRecipes() {}

    static MySqlConfig verified(String host, Path authority) {
        // region security-tls
        MySqlConfig config = MySqlConfig.builder()
                .host(host)
                .sslMode(SslMode.VERIFY_IDENTITY) // what remote hosts have by default
                .sslCa(authority) // PEM; without it the JVM's own authorities count
                .build();
        // endregion
        return config;
    }

    static MySqlConfig rotating(MySqlConfig base, Supplier<CompletableFuture<String>> secrets) {
        // region security-credentials
        MySqlConfig config = base.toBuilder()
                .credentialsProvider(() -> secrets.get().thenApply(password -> new Credentials("app", password)))
                .build();
        // endregion
        return config;
    }

    static MySqlConfig token(MySqlConfig base, Supplier<CompletableFuture<String>> idToken) {
        // region security-token
        MySqlConfig config = base.toBuilder()
                .authenticationPlugins(Set.of("authentication_openid_connect_client"))
                .credentialsProvider(() -> idToken.get().thenApply(token -> new Credentials("ada", token)))
                .build();
        // endregion
        return config;
    }

    static MySqlConfig cloudKey(MySqlConfig base) {
        // region security-oci
        MySqlConfig config = base.toBuilder()
                .authenticationPlugins(Set.of("authentication_oci_client"))
                .credentialsProvider(OciKey.provider("ada", OciKey.defaultConfigFile(), OciKey.DEFAULT_PROFILE))
                .build();
        // endregion
        return config;
    }

    static MySqlConfig device(MySqlConfig base, Function<Request, CompletableFuture<Assertion>> securityKey) {
        // region security-device
        WebAuthnAuthenticator authenticator = request -> {
            if (!request.relyingPartyId().equals("db.example.com")) {
                throw new IllegalArgumentException("not our server: " + request.relyingPartyId());
            }
            return securityKey.apply(request).thenApply(List::of); // waits for a finger
        };
        MySqlConfig config = base.toBuilder()
                .authenticationPlugins(Set.of("caching_sha2_password", "authentication_webauthn_client"))
                .webAuthnAuthenticator(authenticator)
                .connectTimeout(Duration.ofMinutes(1)) // as long as it may take to touch the key
                .killOnTimeout(false) // which would need a login of its own
                .build();
        // endregion
        return config;
    }

    static MySqlConfig kerberos(MySqlConfig base) {
        // region security-kerberos
        MySqlConfig config = base.toBuilder()
                .authenticationPlugins(Set.of("auth_gssapi_client")) // of MariaDB
                .servicePrincipalName("mariadb/db.example.org@EXAMPLE.ORG")
                .subjectProvider(() -> {
                    LoginContext login = new LoginContext("shop"); // an entry of java.security.auth.login.config
                    login.login();
                    return login.getSubject();
                })
                .build();
        // endregion
        return config;
    }

    static MySqlConfig strict(MySqlConfig base) {
        // region security-methods
        MySqlConfig config = base.toBuilder()
                .authenticationPlugins(Set.of("caching_sha2_password"))
                .allowPublicKeyRetrieval(false)
                .build();
        // endregion
        return config;
    }
}
