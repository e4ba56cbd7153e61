package io.github.asyncmysql.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A service of Linux-PAM that asks for one thing after the other. Its file stands where PAM looks for it, for as long as the
 * service is open. Needs root on Linux. Confined to the test's thread.
 */
final class PamService implements AutoCloseable {

    private static final Path SERVICES = Path.of("/etc/pam.d");
    private static final Path MODULES = Path.of("/usr/lib/x86_64-linux-gnu/security");

    private final Path file;

    private PamService(Path file) {
        this.file = file;
    }

    /** Empty, and says so loudly, where there can be none. */
    static Optional<PamService> asking(String... answers) throws IOException {
        Path program = MODULES.resolve("pam_exec.so");
        if (!Files.isWritable(SERVICES) || !Files.exists(program) || !Files.exists(MODULES.resolve("pam_ftp.so"))) {
            System.out.println("!!!!!!!! PAM is NOT tested: it takes root on Linux, the right to write to " + SERVICES
                    + ", and " + program + " !!!!!!!!");
            return Optional.empty();
        }
        Path file = Files.createTempFile(SERVICES, "async-mysql-test-", "");
        file.toFile().deleteOnExit();
        Files.writeString(file, rules(answers));
        return Optional.of(new PamService(file));
    }

    /** The first module asks for the password where nobody has yet. The other one asks again, and leaves the answer to the next. */
    private static String rules(String... answers) {
        StringBuilder rules = new StringBuilder();
        for (String answer : answers) {
            if (!rules.isEmpty()) {
                rules.append("auth optional pam_ftp.so\n");
            }
            rules.append("auth required pam_exec.so quiet expose_authtok /bin/sh -c [test \"$(tr -d '\\0')\" = ")
                    .append(answer)
                    .append("]\n");
        }
        return rules.append("account required pam_permit.so\n").toString();
    }

    String name() {
        return file.getFileName().toString();
    }

    @Override
    public void close() throws IOException {
        Files.delete(file);
    }
}
