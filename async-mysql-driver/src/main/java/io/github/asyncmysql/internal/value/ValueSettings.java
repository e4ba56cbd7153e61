package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.Geometry;
import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.ValueCodec;
import io.github.asyncmysql.ZeroDates;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How values are read and written where users have a say: zero dates, and codecs for types of their own.
 *
 * <p>Immutable.
 */
public final class ValueSettings {

    /** As long as nothing is set. */
    public static final ValueSettings DEFAULT = new ValueSettings(ZeroDates.ERROR, Map.of());

    private final ZeroDates zeroDates;
    private final Map<Class<?>, ValueCodec<?>> codecs;

    /** Plans die with their class, so that no class loader is held. */
    private final ClassValue<RecordPlan> plans = new ClassValue<>() {
        @Override
        protected RecordPlan computeValue(Class<?> type) {
            return RecordPlanner.plan(type, ValueSettings.this);
        }
    };

    /** Of records with type parameters one for each set of arguments. */
    private final ClassValue<Map<Type, RecordPlan>> genericPlans = new ClassValue<>() {
        @Override
        protected Map<Type, RecordPlan> computeValue(Class<?> raw) {
            return Collections.synchronizedMap(new HashMap<>());
        }
    };

    private ValueSettings(ZeroDates zeroDates, Map<Class<?>, ValueCodec<?>> codecs) {
        this.zeroDates = zeroDates;
        this.codecs = codecs;
    }

    /** What a connection's settings say about values. */
    public static ValueSettings of(MySqlConfig config) {
        if (config.zeroDates() == ZeroDates.ERROR && config.codecs().isEmpty()) {
            return DEFAULT;
        }
        Map<Class<?>, ValueCodec<?>> codecs = new LinkedHashMap<>();
        config.codecs().forEach(codec -> codecs.put(codec.type(), codec));
        return new ValueSettings(config.zeroDates(), codecs);
    }

    ZeroDates zeroDates() {
        return zeroDates;
    }

    /**
     * How a record is made of columns.
     *
     * @throws MySqlMappingException if it cannot be
     */
    RecordPlan plan(Class<?> type) {
        return plans.get(type);
    }

    /** Like {@link #plan(Class)}, for a record with type arguments. */
    RecordPlan plan(ParameterizedType type, Class<?> raw) {
        return genericPlans.get(raw).computeIfAbsent(type, absent -> RecordPlanner.plan(absent, this));
    }

    /** Whether the user says how this type is read. */
    boolean hasCodec(Class<?> type) {
        return codecs.containsKey(type);
    }

    /** The conversion to a type; {@code null} if there is none. */
    @SuppressWarnings("unchecked")
    <T> @Nullable ValueConversion<T> conversion(Class<T> type) {
        if (!codecs.isEmpty()) {
            ValueCodec<T> codec = (ValueCodec<T>) codecs.get(type);
            if (codec != null) {
                return codec::read;
            }
        }
        return ValueConversion.to(type);
    }

    /**
     * Turns values of types that have a codec into what the codec makes of them, geometries into bytes, sets and internet
     * addresses into text, in place, and checks that all can be sent. A {@link LargeValue} then is itself in the array, and
     * not within an {@code Optional}.
     *
     * @throws MySqlMappingException naming the position, from 1, and the Java class of a value that cannot
     */
    public void prepare(@Nullable Object[] params) {
        for (int i = 0; i < params.length; i++) {
            if (!codecs.isEmpty()) {
                Object own = ParamEncoder.unwrap(params[i]);
                params[i] = own == null ? null : write(own, i);
            }
            Object value = ParamEncoder.unwrap(params[i]);
            if (value instanceof Geometry || value instanceof Set<?> || value instanceof InetAddress) {
                params[i] = simple(value, i);
            } else if (value instanceof LargeValue) {
                params[i] = value;
            }
        }
        ParamEncoder.check(params);
    }

    private static Object simple(Object value, int index) {
        try {
            if (value instanceof Geometry geometry) {
                return geometry.toBytes();
            }
            if (value instanceof Set<?> members) {
                return SetValues.join(members);
            }
            InetAddress address = (InetAddress) value;
            if (InternetAddresses.hasScope(address)) {
                throw new IllegalArgumentException("the address has a scope, which no column keeps");
            }
            return InternetAddresses.format(address);
        } catch (IllegalArgumentException e) {
            throw new MySqlMappingException(
                    "Parameter " + (index + 1) + " (" + value.getClass().getTypeName() + ") cannot be sent: "
                            + e.getMessage(),
                    Outcome.NOT_SENT,
                    e);
        }
    }

    private @Nullable Object write(Object value, int index) {
        ValueCodec<?> codec = codecs.get(value.getClass());
        if (codec == null) {
            for (ValueCodec<?> candidate : codecs.values()) {
                if (candidate.type().isInstance(value)) {
                    codec = candidate;
                }
            }
        }
        return codec == null ? value : write(codec, value, index);
    }

    private static <T> @Nullable Object write(ValueCodec<T> codec, Object value, int index) {
        try {
            return codec.write(codec.type().cast(value));
        } catch (RuntimeException e) {
            throw new MySqlMappingException(
                    "Parameter " + (index + 1) + " (" + value.getClass().getTypeName()
                            + ") cannot be sent: its codec failed",
                    Outcome.NOT_SENT,
                    e);
        }
    }
}
