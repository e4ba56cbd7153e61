package io.github.asyncmysql.testsupport;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs an {@link EveryServer} test once per server, and per protocol when it asks for one. Thread-safe. */
final class EveryServerExtension implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), EveryServer.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        EveryServer wanted =
                AnnotationSupport.findAnnotation(method, EveryServer.class).orElseThrow();
        List<TestServer> servers = TestServers.all().stream()
                .filter(server -> fits(server, wanted))
                .toList();
        if (servers.isEmpty()) {
            System.out.println("!!!!!!!! no server of this run fits "
                    + method.getDeclaringClass().getSimpleName() + "." + method.getName() + " " + wanted + " !!!!!!!!");
        }
        boolean byProtocol = Arrays.asList(method.getParameterTypes()).contains(Protocol.class);
        return servers.stream()
                .flatMap(server -> byProtocol
                        ? Arrays.stream(Protocol.values()).map(protocol -> new Invocation(server, protocol))
                        : Stream.of(new Invocation(server, null)));
    }

    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
        return true;
    }

    private static boolean fits(TestServer server, EveryServer wanted) {
        String since = server.isMySql() ? wanted.mySqlSince() : wanted.mariaDbSince();
        if (!since.isEmpty()) {
            ServerVersion lowest = ServerVersion.parse(since);
            if (!server.versionAtLeast(lowest.major(), lowest.minor(), lowest.patch())) {
                return false;
            }
        }
        return Arrays.asList(wanted.flavors()).contains(server.flavor())
                && (!wanted.restartable() || server.canRestart())
                && (!wanted.nativeUser() || server.hasNativeUser());
    }

    private record Invocation(TestServer server, @Nullable Protocol protocol)
            implements TestTemplateInvocationContext, ParameterResolver, BeforeEachCallback {

        @Override
        public String getDisplayName(int invocationIndex) {
            return protocol == null ? "on " + server.name() : "on " + server.name() + ", " + protocol;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            ServersInUse.testRunsOn(context.getUniqueId(), server.name());
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == TestServer.class || type == Protocol.class && protocol != null;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestServer.class ? server : protocol;
        }
    }
}
