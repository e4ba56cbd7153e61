package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.load.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts further JVMs with the class path of this one. */
final class Forks {

    private Forks() {}

    static Process start(Path javaHome, List<String> options, Class<?> main, List<String> arguments, Target target)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(options);
        command.add(main.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The class path is long and would fill the process list.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        target.putInto(builder.environment());
        return builder.start();
    }
}
