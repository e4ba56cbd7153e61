package io.github.asyncmysql.internal.value;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Values of SET columns, whose text is the members joined by commas.
 *
 * <p>Thread-safe.
 */
final class SetValues {

    private SetValues() {}

    /** The members in the order of the column's definition, unmodifiable. */
    static Set<String> strings(WireRow row, int index) {
        if (!row.kind(index).isString()) {
            throw ConversionException.wrongType();
        }
        String text = FieldValues.string(row, index);
        if (text.isEmpty()) {
            return Set.of();
        }
        Set<String> members = new LinkedHashSet<>();
        for (String member : text.split(",", -1)) {
            if (!members.add(member)) {
                throw new ConversionException("a member occurs twice, which a set cannot hold");
            }
        }
        return Collections.unmodifiableSet(members);
    }

    /** The constants with the names of the members. */
    private static <E extends Enum<E>> EnumSet<E> constants(Class<E> type, WireRow row, int index) {
        EnumSet<E> constants = EnumSet.noneOf(type);
        for (String name : strings(row, index)) {
            constants.add(type.cast(ValueConversion.enumConstant(type, name)));
        }
        return constants;
    }

    /**
     * The conversion to {@code Set<E>}, or to {@code EnumSet<E>}.
     *
     * @param raw what the set is declared as
     * @param element {@link String} or an enum
     * @return {@code null} if there is none
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static @Nullable ValueConversion<?> conversion(Class<?> raw, Class<?> element) {
        if (raw == Set.class && element == String.class) {
            return SetValues::strings;
        }
        if (!element.isEnum()) {
            return null;
        }
        Class type = element;
        if (raw == Set.class) {
            return (row, index) -> Collections.unmodifiableSet(constants(type, row, index));
        }
        return raw == EnumSet.class ? (row, index) -> constants(type, row, index) : null;
    }

    /**
     * The members as the text of a SET value.
     *
     * @throws IllegalArgumentException saying why the set cannot be sent, without its content
     */
    static String join(Set<?> members) {
        StringBuilder text = new StringBuilder();
        for (Object member : members) {
            String name = name(member);
            if (name.indexOf(',') >= 0) {
                throw new IllegalArgumentException("a member holds a comma, which separates members");
            }
            if (name.isEmpty()) {
                throw new IllegalArgumentException("a member is empty, which could not be told from no member");
            }
            text.append(text.isEmpty() ? "" : ",").append(name);
        }
        return text.toString();
    }

    private static String name(@Nullable Object member) {
        if (member instanceof String text) {
            return text;
        }
        if (member instanceof Enum<?> constant) {
            return constant.name();
        }
        throw new IllegalArgumentException("members of a set must be strings or enums, but one is "
                + (member == null ? "null" : member.getClass().getTypeName()));
    }
}
