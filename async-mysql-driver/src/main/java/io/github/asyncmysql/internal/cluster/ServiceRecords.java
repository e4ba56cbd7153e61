package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hosts the SRV records of a name stand for, and in which order they are preferred: by priority, and where that is the
 * same at random, in proportion to their weights. The dice are thrown once for each host, so that the order is another one for
 * each pool, but does not change from one look-up to the next.
 *
 * <p>Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2782">RFC 2782</a>
 */
public final class ServiceRecords {

    /** Each host costs connections. A name that has more records than this is hardly that of a database. */
    public static final int MOST = 32;

    private static final Pattern RECORD = Pattern.compile("(\\d{1,5}) (\\d{1,5}) (\\d{1,5}) (\\S{1,255})");
    private static final Pattern HOST = Pattern.compile("[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?");
    /** {@code _mysql._tcp.} in front of the domain. */
    private static final Pattern SERVICE = Pattern.compile("^(_[^.]*\\.)*");

    private static final int MOST_OF_ALL = 65_535;
    /** What a weight of 0 comes to, which is to be chosen very seldom where others are not 0. */
    private static final double LEAST_WEIGHT = 0.01;

    private final String name;
    private final boolean onlyOwnDomain;
    private final long seed;

    /**
     * @param name what is looked up
     * @param onlyOwnDomain whether hosts must lie in the domain of the name, or beside it
     * @param seed throws the dice
     */
    public ServiceRecords(String name, boolean onlyOwnDomain, long seed) {
        this.name = name;
        this.onlyOwnDomain = onlyOwnDomain;
        this.seed = seed;
    }

    private record Target(int priority, int weight, HostAndPort address) {}

    /** What is looked up. */
    public String name() {
        return name;
    }

    /**
     * The hosts of these records, in the order in which they are preferred; none if they say that there is none.
     *
     * @param records each as {@code priority weight port target}
     * @throws MySqlConnectionException if that is no answer to go by
     */
    public List<HostAndPort> hosts(List<String> records) {
        if (records.isEmpty()) {
            throw refused("has no SRV records");
        }
        if (records.size() > MOST) {
            throw refused("has more than " + MOST + " SRV records");
        }
        List<Target> targets = new ArrayList<>();
        for (String record : records) {
            Matcher matcher = RECORD.matcher(record);
            if (!matcher.matches()) {
                throw malformed();
            }
            if (!matcher.group(4).equals(".")) {
                targets.add(target(matcher));
            }
        }
        targets.sort(Comparator.comparingInt(Target::priority).thenComparingDouble(this::lot));
        Set<HostAndPort> hosts = new LinkedHashSet<>();
        targets.forEach(target -> hosts.add(target.address));
        return List.copyOf(hosts);
    }

    private Target target(Matcher record) {
        int priority = Integer.parseInt(record.group(1));
        int weight = Integer.parseInt(record.group(2));
        int port = Integer.parseInt(record.group(3));
        String host = withoutDot(record.group(4));
        if (priority > MOST_OF_ALL
                || weight > MOST_OF_ALL
                || port > MOST_OF_ALL
                || port == 0
                || !HOST.matcher(host).matches()) {
            throw malformed();
        }
        if (onlyOwnDomain && !isOfOwnDomain(host)) {
            throw refused("names " + host + ", which is not in its domain: anybody can have a certificate for such a"
                    + " host, so that ssl-ca has to say which authority is to be trusted");
        }
        return new Target(priority, weight, new HostAndPort(host, port));
    }

    private static String withoutDot(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    // In example.org, or beside db.example.org, but not in all of org.
    private boolean isOfOwnDomain(String host) {
        String domain = SERVICE.matcher(withoutDot(name)).replaceFirst("");
        String parent = domain.substring(domain.indexOf('.') + 1);
        return host.equals(domain)
                || host.endsWith("." + domain)
                || parent.indexOf('.') > 0 && host.endsWith("." + parent);
    }

    /** The smaller, the sooner: that is first which happens first, where each happens as often as its weight says. */
    private double lot(Target target) {
        double dice = new SplittableRandom(seed + target.address.hashCode()).nextDouble();
        return -Math.log1p(-dice) / Math.max(LEAST_WEIGHT, target.weight);
    }

    private MySqlConnectionException malformed() {
        return refused("has an SRV record that is not a priority, a weight, a port and the name of a host");
    }

    private MySqlConnectionException refused(String why) {
        return new MySqlConnectionException(Kind.UNKNOWN_HOST, "dns-srv: " + name + " " + why, Outcome.NOT_SENT, null);
    }
}
