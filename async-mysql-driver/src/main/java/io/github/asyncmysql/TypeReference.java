package io.github.asyncmysql;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Objects;

/**
 * Names a type with type arguments, which a {@link Class} cannot: {@code new TypeReference<Page<User>>() {}}, with the braces.
 * Immutable.
 *
 * @param <T> the type
 * @see SqlStatement#query(TypeReference)
 */
public abstract class TypeReference<T> {

    private final Type type;

    /** @throws IllegalStateException if the subclass, which the braces make, does not say what {@code T} is */
    protected TypeReference() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType own)
                || own.getRawType() != TypeReference.class) {
            throw new IllegalStateException(
                    "A TypeReference is made with its type, as in new TypeReference<Page<User>>() {}");
        }
        this.type = own.getActualTypeArguments()[0];
    }

    private TypeReference(Type type) {
        this.type = type;
    }

    /**
     * A reference to a type that was found in some other way.
     *
     * @param type the type; that it is {@code T} cannot be checked
     */
    public static <T> TypeReference<T> of(Type type) {
        return new Known<>(Objects.requireNonNull(type, "type"));
    }

    /** The type with its arguments. */
    public final Type type() {
        return type;
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof TypeReference<?> reference && type.equals(reference.type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }

    private static final class Known<T> extends TypeReference<T> {

        Known(Type type) {
            super(type);
        }
    }
}
