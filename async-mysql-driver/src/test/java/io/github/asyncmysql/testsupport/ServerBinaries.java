package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server program on disk and how to run it. Immutable.
 *
 * @param origin where it came from, for people
 * @param version what it is
 * @param launcher the command up to and including the server program
 * @param baseDirectory the installation folder
 * @param options what this installation needs besides {@link #commonOptions}
 */
record ServerBinaries(
        String origin, ServerVersion version, List<String> launcher, Path baseDirectory, List<String> options) {

    static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private static final Pattern PRINTED_VERSION = Pattern.compile("Ver (\\d+\\.\\d+\\.\\d+\\S*)");

    /** Runs the program with {@code --version} to learn what it is; fails when it cannot run here. */
    static ServerBinaries of(String origin, List<String> launcher, Path baseDirectory, List<String> options)
            throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add("--no-defaults");
        command.add("--version");
        String printed = run(command);
        Matcher version = PRINTED_VERSION.matcher(printed);
        if (!version.find()) {
            throw new IOException(origin + " does not run here: " + printed.strip());
        }
        return new ServerBinaries(origin, ServerVersion.parse(version.group(1)), launcher, baseDirectory, options);
    }

    /** Options every test server gets: small, quiet, loopback only. */
    List<String> commonOptions() {
        List<String> all = new ArrayList<>(List.of(
                "--no-defaults",
                "--basedir=" + baseDirectory,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--max-connections=300",
                "--performance-schema=OFF",
                "--innodb-buffer-pool-size=64M",
                "--innodb-flush-log-at-trx-commit=2",
                "--skip-log-bin"));
        if (version.flavor() == Flavor.MYSQL) {
            all.addAll(List.of(
                    "--mysqlx=OFF",
                    "--secure-file-priv=NULL",
                    // The first name is known since 8.0.30, the second one before.
                    "--loose-innodb-redo-log-capacity=64M",
                    "--loose-innodb-log-file-size=32M"));
        } else {
            all.add("--innodb-log-file-size=32M");
        }
        if (!WINDOWS && "root".equals(System.getProperty("user.name"))) {
            all.add("--user=root");
        }
        all.addAll(options);
        return all;
    }

    /** The SQL that the first start runs, one statement per line. */
    List<String> initialSql() {
        List<String> sql = new ArrayList<>(List.of(
                "CREATE DATABASE IF NOT EXISTS " + TestServer.DATABASE + " CHARACTER SET utf8mb4;",
                "CREATE USER '" + TestServer.USERNAME + "'@'%' IDENTIFIED BY '" + TestServer.PASSWORD + "';",
                "GRANT ALL ON *.* TO '" + TestServer.USERNAME + "'@'%' WITH GRANT OPTION;"));
        boolean hasNativePlugin = version.flavor() == Flavor.MARIADB || !version.isAtLeast(8, 4, 0);
        if (hasNativePlugin) {
            sql.add(
                    version.flavor() == Flavor.MARIADB
                            ? "CREATE USER '" + TestServer.NATIVE_USERNAME + "'@'%' IDENTIFIED BY '"
                                    + TestServer.PASSWORD + "';"
                            : "CREATE USER '" + TestServer.NATIVE_USERNAME
                                    + "'@'%' IDENTIFIED WITH mysql_native_password BY '" + TestServer.PASSWORD + "';");
            sql.add("GRANT ALL ON *.* TO '" + TestServer.NATIVE_USERNAME + "'@'%';");
        }
        return sql;
    }

    /** A new data directory for this program, made once per machine and copied for every server. */
    Path dataTemplate() {
        String identity = version.toString().replace(' ', '-').toLowerCase(Locale.ROOT);
        int recipe = (commonOptions().toString() + initialSql()).hashCode();
        return SharedCache.folder(String.format(Locale.ROOT, "data-%s-%08x", identity, recipe), this::fillTemplate);
    }

    private void fillTemplate(Path folder) throws IOException {
        Path data = folder.resolve("data");
        if (version.flavor() == Flavor.MYSQL) {
            List<String> command = new ArrayList<>(launcher);
            command.addAll(commonOptions());
            command.add("--datadir=" + data);
            command.add("--initialize-insecure");
            requireSuccess(command);
        } else if (Files.isDirectory(baseDirectory.resolve("share/mariadb"))) {
            bootstrapMariaDb(data);
        } else {
            requireSuccess(installCommand(data));
        }
        ServerCertificates.writeTo(data);
        Path initFile = Files.write(folder.resolve("init.sql"), initialSql());
        ServerProcess firstStart = ServerProcess.start(this, data, List.of("--init-file=" + initFile));
        firstStart.stop();
        for (String left : List.of("init.sql", "server.log", "server.pid")) {
            Files.deleteIfExists(folder.resolve(left));
        }
        // A copy with the same UUID would be taken for the same server.
        Files.deleteIfExists(data.resolve("auto.cnf"));
    }

    // What mariadb-install-db does, which cannot start a server through a dynamic loader of its own.
    private void bootstrapMariaDb(Path data) throws IOException {
        Files.createDirectories(data);
        List<String> sql = new ArrayList<>(List.of(
                "create database if not exists mysql;",
                "use mysql;",
                "set @auth_root_socket = null;",
                "set @skip_auth_anonymous = 1;"));
        for (String script : List.of(
                "mariadb_system_tables.sql",
                "mariadb_performance_tables.sql",
                "mariadb_system_tables_data.sql",
                "maria_add_gis_sp_bootstrap.sql",
                "mariadb_sys_schema.sql")) {
            sql.addAll(Files.readAllLines(baseDirectory.resolve("share/mariadb").resolve(script)));
        }
        List<String> command = new ArrayList<>(launcher);
        command.addAll(commonOptions());
        command.addAll(List.of("--datadir=" + data, "--bootstrap"));
        Path input = Files.write(data.resolveSibling("bootstrap.sql"), sql);
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        int exit = waitFor(process);
        Files.delete(input);
        if (exit != 0) {
            throw new IOException(command.get(0) + " ended with " + exit + ": " + output);
        }
    }

    private List<String> installCommand(Path data) throws IOException {
        if (WINDOWS) {
            return List.of(baseDirectory.resolve("bin/mariadb-install-db.exe").toString(), "--datadir=" + data);
        }
        List<String> command = new ArrayList<>(List.of(
                baseDirectory.resolve("scripts/mariadb-install-db").toString(),
                "--no-defaults",
                "--force",
                "--basedir=" + baseDirectory,
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-name-resolve",
                "--skip-test-db",
                "--innodb-log-file-size=32M"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        return command;
    }

    private static void requireSuccess(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        int exit = waitFor(process);
        if (exit != 0) {
            throw new IOException(command.get(0) + " ended with " + exit + ": " + output);
        }
    }

    static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes());
        waitFor(process);
        return output;
    }

    static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException("interrupted while waiting for a server program", e);
        }
    }
}
