package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.ChildJvm;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;

/** An application in modules, with nothing on the module path but the driver and what it needs at run time. */
class ModulePathIT {

    private static final Pattern NEEDED =
            Pattern.compile("(netty-(buffer|codec-base|codec|common|handler|resolver|transport|"
                    + "transport-native-unix-common)|slf4j-api)-[0-9].*\\.jar");

    private static final String MODULE = """
            module shop {
                requires io.github.asyncmysql;
                opens shop to io.github.asyncmysql;
            }
            """;

    private static final String MAIN = """
            package shop;

            import io.github.asyncmysql.MySqlPool;
            import io.github.asyncmysql.driver.AsyncMySql;

            public class Main {
                record Product(long id, String name) {}

                public static void main(String[] arguments) {
                    try (MySqlPool pool = AsyncMySql.pool(arguments[0])) {
                        Product product = pool.sql("select ? as id, 'tea' as name").params(7).query(Product.class).single().join();
                        System.out.println(product);
                    }
                    System.out.println("in " + Main.class.getModule() + ", recorder: "
                            + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
                }
            }
            """;

    private static String modulePath(Path classes) {
        Stream<String> jars = Stream.of(ChildJvm.CLASS_PATH.split(File.pathSeparator))
                .filter(entry ->
                        NEEDED.matcher(Path.of(entry).getFileName().toString()).matches());
        return Stream.concat(
                        Stream.of(
                                classes.toString(), Path.of("target", "classes").toString()),
                        jars)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void compile(Path sources, Path classes) throws Exception {
        Files.createDirectories(sources.resolve("shop"));
        Path module = Files.writeString(sources.resolve("module-info.java"), MODULE);
        Path main = Files.writeString(sources.resolve("shop").resolve("Main.java"), MAIN);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of("-proc:none", "-p", modulePath(classes), "-d", classes.toString()),
                            null,
                            files.getJavaFileObjects(module, main))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    @EveryServer(flavors = Flavor.MARIADB)
    void runsWithRecordsOfItsOwnAndWithoutTheFlightRecorder(TestServer server, @TempDir Path folder) throws Exception {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(folder.resolve("sources"), classes);

        String output = ChildJvm.run(
                folder,
                List.of(
                        "-p",
                        modulePath(classes),
                        "--limit-modules",
                        "shop,java.naming,java.logging,jdk.unsupported",
                        "-m"),
                "shop/shop.Main",
                List.of("mysql://" + TestServer.USERNAME + ":" + TestServer.PASSWORD + "@" + server.host() + ":"
                        + server.port() + "/" + TestServer.DATABASE));

        assertThat(output).contains("Product[id=7, name=tea]").contains("in module shop, recorder: false");
    }
}
