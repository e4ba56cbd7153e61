package io.github.asyncmysql.faults;

import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small disk in memory, mounted where a server keeps one of its databases. Needs root on Linux, and the right to mount.
 * Confined to the test's thread.
 */
final class FullDisk implements AutoCloseable {

    static final String DATABASE = "full_disk";

    private static final int MEGABYTES = 16;

    private final Path folder;
    private final Path ballast;

    private FullDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    /** Makes the database, and mounts the disk there. Empty, with a loud line, where that cannot be done. */
    static Optional<FullDisk> mount(TestServer server) throws IOException, InterruptedException {
        server.execute("drop database if exists " + DATABASE, "create database " + DATABASE);
        Path data = Objects.requireNonNull(server.dataDirectory(), "the data directory of a server of our own");
        FullDisk disk = new FullDisk(data.resolve(DATABASE));
        String failure;
        try {
            failure = run("mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m,mode=777", "tmpfs", disk.folder + "");
        } catch (IOException e) {
            failure = e.getMessage();
        }
        if (failure.isEmpty()) {
            return Optional.of(disk);
        }
        System.out.println("!!!!!!!! F25 does not run: a full disk needs root on Linux and the right to mount; "
                + failure.strip() + " !!!!!!!!");
        return Optional.empty();
    }

    /** What the program complained about; empty if it has succeeded. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return String.join(" ", command) + " does not end";
        }
        return process.exitValue() == 0 ? "" : String.join(" ", command) + ": " + output;
    }

    /** Leaves not one byte. */
    void fill() throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            for (int i = 0; i <= MEGABYTES * 256; i++) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
            return;
        }
        throw new IllegalStateException(folder + " is larger than it should be");
    }

    void free() throws IOException {
        Files.deleteIfExists(ballast);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        // Whatever the server still has open there.
        String failure = run("umount", "-l", folder.toString());
        if (!failure.isEmpty()) {
            throw new IOException(failure);
        }
    }
}
