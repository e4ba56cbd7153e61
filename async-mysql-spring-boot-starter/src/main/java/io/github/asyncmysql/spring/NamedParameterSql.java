package io.github.asyncmysql.spring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessApiUsageException;

/**
 * A statement taken apart at its named parameters. Immutable.
 *
 * <p>Spring has two parsers for this, and neither fits: the one in spring-jdbc would bring JDBC's auto-configuration along
 * and does not know MySQL's lexis (a backslash in a string, {@code #} comments, {@code --} that is no comment without a
 * blank behind it), so that a quote inside of a string would make it replace text that is no parameter; the one in
 * spring-r2dbc is not public.
 *
 * @param text the SQL as it was given
 * @param parts the SQL around the named parameters, one more than there are names; escapes are resolved
 * @param names the names in the order in which they occur
 * @param placeholders how many {@code ?} placeholders there are
 * @param unterminated what is not closed at the end of the text, {@code null} if everything is
 */
record NamedParameterSql(
        String text,
        List<String> parts,
        List<String> names,
        int placeholders,
        @Nullable String unterminated) {

    /** The statement with {@code ?} for each value, and the values in that order. */
    record Bound(String sql, List<@Nullable Object> values) {}

    /** Takes a statement apart. Never fails: what is wrong shows when values are bound. */
    static NamedParameterSql parse(String sql) {
        // Without a colon there is no named parameter, and the server counts the placeholders.
        return sql.indexOf(':') < 0
                ? new NamedParameterSql(sql, List.of(sql), List.of(), -1, null)
                : new SqlScanner(sql).scan();
    }

    /** Whether values are given by name. */
    boolean hasNames() {
        return !names.isEmpty();
    }

    /**
     * The statement for values given in order.
     *
     * @throws InvalidDataAccessApiUsageException if the statement has named parameters
     */
    Bound bind(List<? extends @Nullable Object> values) {
        if (hasNames()) {
            throw new InvalidDataAccessApiUsageException(
                    values.isEmpty()
                            ? "No value for the named parameter :" + names.get(0)
                            : "Values were given by position, but the statement has the named parameter :"
                                    + names.get(0) + " (write \\: for a colon that starts no parameter)");
        }
        return new Bound(parts.get(0), new ArrayList<>(values));
    }

    /**
     * The statement for values given by name. Collections expand to one placeholder per element.
     *
     * @throws InvalidDataAccessApiUsageException if a value is missing, left over or an empty collection, if there are
     *     {@code ?} placeholders besides, or if a string or comment is not closed
     */
    Bound bind(Map<String, ? extends @Nullable Object> values) {
        if (unterminated != null) {
            throw new InvalidDataAccessApiUsageException(
                    "Cannot look for named parameters: the statement has an unclosed " + unterminated);
        }
        if (hasNames() && placeholders > 0) {
            throw new InvalidDataAccessApiUsageException(
                    "The statement mixes the named parameter :" + names.get(0) + " with ? placeholders");
        }
        Set<String> unused = new LinkedHashSet<>(values.keySet());
        names.forEach(unused::remove);
        if (!unused.isEmpty()) {
            throw new InvalidDataAccessApiUsageException("The statement has no named parameter " + list(unused)
                    + (hasNames() ? ", only " + list(new LinkedHashSet<>(names)) : ""));
        }
        StringBuilder sql = new StringBuilder(text.length() + 16).append(parts.get(0));
        List<@Nullable Object> bound = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!values.containsKey(name)) {
                throw new InvalidDataAccessApiUsageException("No value for the named parameter :" + name);
            }
            append(name, values.get(name), sql, bound);
            sql.append(parts.get(i + 1));
        }
        return new Bound(sql.toString(), bound);
    }

    private static String list(Set<String> names) {
        return ":" + String.join(", :", names);
    }

    private static void append(String name, @Nullable Object value, StringBuilder sql, List<@Nullable Object> bound) {
        if (!(value instanceof Collection<?> elements)) {
            sql.append('?');
            bound.add(value);
            return;
        }
        String separator = "";
        requireElements(name, elements);
        for (Object element : elements) {
            sql.append(separator);
            separator = ", ";
            appendElement(name, element, sql, bound);
        }
    }

    private static void appendElement(
            String name, @Nullable Object element, StringBuilder sql, List<@Nullable Object> bound) {
        List<?> row;
        if (element instanceof Object[] array) {
            row = Arrays.asList(array);
        } else if (element instanceof List<?> list) {
            row = list;
        } else {
            sql.append('?');
            bound.add(element);
            return;
        }
        requireElements(name, row);
        sql.append('(').append("?, ".repeat(row.size() - 1)).append("?)");
        bound.addAll(row);
    }

    // MySQL has no empty IN list, and no text that could stand for one is right behind both IN and NOT IN.
    private static void requireElements(String name, Collection<?> elements) {
        if (elements.isEmpty()) {
            throw new InvalidDataAccessApiUsageException("The value of the named parameter :" + name
                    + " is an empty collection, which SQL has no notation for");
        }
    }
}
