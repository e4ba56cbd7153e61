package io.github.asyncmysql.internal.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server's version string says. Immutable.
 *
 * @param text the version, escaped and bounded, without the {@code 5.5.5-} that MariaDB puts in front for old clients
 * @param mariaDb whether it is a MariaDB server
 * @param major the first number; 0 if there are no numbers
 * @param minor the second number
 * @param patch the third number
 */
public record ServerVersion(String text, boolean mariaDb, int major, int minor, int patch) {

    private static final int MAX_LENGTH = 128;
    private static final String REPLICATION_PREFIX = "5.5.5-";
    private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})\\.([0-9]{1,6})");

    /** Understands the version as it stands in the greeting. */
    public static ServerVersion parse(String version) {
        boolean mariaDb = version.contains("MariaDB");
        String real = mariaDb && version.startsWith(REPLICATION_PREFIX)
                ? version.substring(REPLICATION_PREFIX.length())
                : version;
        String text = Text.sanitize(real, MAX_LENGTH);
        Matcher numbers = NUMBERS.matcher(real);
        if (!numbers.lookingAt()) {
            return new ServerVersion(text, mariaDb, 0, 0, 0);
        }
        return new ServerVersion(
                text,
                mariaDb,
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3)));
    }
}
