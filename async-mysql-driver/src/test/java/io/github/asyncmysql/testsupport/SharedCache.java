package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Folders that are made once per machine and read by every test JVM. A folder gets its final name only when it is
 * complete, and only one JVM makes it. Thread-safe.
 */
final class SharedCache {

    // A file lock belongs to the whole JVM, so threads of one JVM need a lock between them as well.
    private static final ReentrantLock WITHIN_THIS_JVM = new ReentrantLock();

    private SharedCache() {}

    /** Fills an empty folder. */
    interface Filler {
        void fill(Path folder) throws IOException;
    }

    /** The folder of that name, filled now when it does not exist yet. */
    static Path folder(String name, Filler filler) {
        Path folder = root().resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        WITHIN_THIS_JVM.lock();
        try {
            return fillUnderFileLock(folder, filler);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + folder, e);
        } finally {
            WITHIN_THIS_JVM.unlock();
        }
    }

    private static Path fillUnderFileLock(Path folder, Filler filler) throws IOException {
        Files.createDirectories(folder.getParent());
        Path lockFile = folder.resolveSibling(folder.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock ignored = channel.lock()) {
            if (!Files.isDirectory(folder)) {
                Path unfinished = Files.createTempDirectory(folder.getParent(), "unfinished-");
                try {
                    filler.fill(unfinished);
                    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    deleteRecursively(unfinished);
                }
            }
            return folder;
        }
    }

    /** The same folder as in {@code .ci/run}. */
    private static Path root() {
        String chosen = System.getenv("ASYNC_MYSQL_CACHE");
        if (chosen != null && !chosen.isBlank()) {
            return Path.of(chosen).toAbsolutePath();
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        Path parent = caches != null && !caches.isBlank()
                ? Path.of(caches)
                : Path.of(System.getProperty("user.home"), ".cache");
        return parent.resolve("async-mysql-test").toAbsolutePath();
    }

    static void copyRecursively(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Deletes as much as can be deleted; a file that vanishes meanwhile is no error. */
    static void deleteRecursively(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            System.err.println("Left behind: " + folder + " (" + e + ")");
        }
    }
}
