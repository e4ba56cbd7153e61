package io.github.asyncmysql.internal.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which transactions somebody has to see, by their global ids: of MySQL as intervals of numbers for each source and tag, of MariaDB
 * as the latest number for each domain. A set is of one of the two products.
 *
 * <p>Immutable.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/replication-gtids-concepts.html">GTIDs of MySQL</a>
 * @see <a href="https://mariadb.com/kb/en/gtid/">GTIDs of MariaDB</a>
 */
final class GtidSet {

    static final GtidSet EMPTY = new GtidSet(new TreeMap<>(), new TreeMap<>());

    /** A domain, a server and a number. */
    private static final Pattern MARIADB = Pattern.compile("\\d{1,10}-\\d{1,10}-\\d{1,19}");

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern TAG = Pattern.compile("[a-z_][a-z0-9_]{0,31}");
    private static final Pattern INTERVAL = Pattern.compile("\\d{1,18}(-\\d{1,18})?");

    private final Map<String, List<Interval>> intervals;
    private final Map<Long, String> domains;

    /** From and to, both included. */
    private record Interval(long from, long to) {

        static Interval parse(String text) {
            int hyphen = text.indexOf('-');
            long from = Long.parseLong(hyphen < 0 ? text : text.substring(0, hyphen));
            return new Interval(from, hyphen < 0 ? from : Long.parseLong(text.substring(hyphen + 1)));
        }

        @Override
        public String toString() {
            return from == to ? Long.toString(from) : from + "-" + to;
        }
    }

    private GtidSet(Map<String, List<Interval>> intervals, Map<Long, String> domains) {
        this.intervals = intervals;
        this.domains = domains;
    }

    /**
     * Reads what a server has reported, or what {@link #toString()} has made.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static GtidSet parse(String text) {
        return EMPTY.plus(text);
    }

    boolean isEmpty() {
        return intervals.isEmpty() && domains.isEmpty();
    }

    boolean isOfMariaDb() {
        return !domains.isEmpty();
    }

    /**
     * This one with further transactions.
     *
     * @throws IllegalArgumentException if the text is none of global ids
     */
    GtidSet plus(String text) {
        GtidSet sum = new GtidSet(new TreeMap<>(intervals), new TreeMap<>(domains));
        for (String part : text.replaceAll("\\s", "").split(",")) {
            if (MARIADB.matcher(part).matches()) {
                sum.addDomain(part);
            } else if (!part.isEmpty()) {
                sum.addSource(part.split(":", -1));
            }
        }
        return sum;
    }

    private void addDomain(String gtid) {
        long domain = Long.parseLong(gtid.substring(0, gtid.indexOf('-')));
        domains.merge(domain, gtid, (one, other) -> number(one) >= number(other) ? one : other);
    }

    private static long number(String gtid) {
        return Long.parseUnsignedLong(gtid.substring(gtid.lastIndexOf('-') + 1));
    }

    private void addSource(String[] parts) {
        if (!UUID.matcher(parts[0]).matches() || parts.length < 2) {
            throw notGtids();
        }
        String source = parts[0];
        for (int i = 1; i < parts.length; i++) {
            if (INTERVAL.matcher(parts[i]).matches()) {
                intervals.merge(source, List.of(Interval.parse(parts[i])), GtidSet::united);
            } else if (TAG.matcher(parts[i]).matches()) {
                source = parts[0] + ":" + parts[i];
            } else {
                throw notGtids();
            }
        }
    }

    private static IllegalArgumentException notGtids() {
        return new IllegalArgumentException("token must be one that a causal session has given");
    }

    private static List<Interval> united(List<Interval> some, List<Interval> others) {
        List<Interval> all = new ArrayList<>(some);
        all.addAll(others);
        all.sort(Comparator.comparingLong(Interval::from));
        List<Interval> united = new ArrayList<>();
        for (Interval next : all) {
            Interval last = united.isEmpty() ? null : united.get(united.size() - 1);
            if (last != null && next.from() <= last.to() + 1) {
                united.set(united.size() - 1, new Interval(last.from(), Math.max(last.to(), next.to())));
            } else {
                united.add(next);
            }
        }
        return List.copyOf(united);
    }

    /** As the server takes it. */
    @Override
    public String toString() {
        if (isOfMariaDb()) {
            return String.join(",", domains.values());
        }
        return intervals.entrySet().stream().map(GtidSet::text).collect(Collectors.joining(","));
    }

    private static String text(Map.Entry<String, List<Interval>> source) {
        return source.getKey()
                + source.getValue().stream().map(interval -> ":" + interval).collect(Collectors.joining());
    }
}
