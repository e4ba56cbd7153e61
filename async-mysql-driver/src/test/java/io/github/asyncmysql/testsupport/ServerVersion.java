package io.github.asyncmysql.testsupport;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Product and version as a server announces them. Immutable.
 *
 * @param flavor the product
 * @param major first number of the version
 * @param minor second number
 * @param patch third number
 */
public record ServerVersion(Flavor flavor, int major, int minor, int patch) {

    // Old MariaDB servers put 5.5.5- in front for the sake of replicas that know no two-digit major version.
    private static final Pattern NUMBERS = Pattern.compile("(?:5\\.5\\.5-)?(\\d+)\\.(\\d+)\\.(\\d+).*");

    /** Reads the text of the greeting, e.g. {@code 8.0.12} or {@code 5.5.5-11.4.5-MariaDB-log}. */
    public static ServerVersion parse(String announced) {
        Matcher numbers = NUMBERS.matcher(announced);
        if (!numbers.matches()) {
            throw new IllegalArgumentException("not a server version: " + announced);
        }
        return new ServerVersion(
                announced.contains("MariaDB") ? Flavor.MARIADB : Flavor.MYSQL,
                Integer.parseInt(numbers.group(1)),
                Integer.parseInt(numbers.group(2)),
                Integer.parseInt(numbers.group(3)));
    }

    /** Whether this version is the given one or a later one; says nothing about the product. */
    public boolean isAtLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
        if (major != wantedMajor) {
            return major > wantedMajor;
        }
        if (minor != wantedMinor) {
            return minor > wantedMinor;
        }
        return patch >= wantedPatch;
    }

    @Override
    public String toString() {
        return flavor + " " + major + "." + minor + "." + patch;
    }
}
