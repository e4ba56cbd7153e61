package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.value.RecordPlan.Leaf;
import io.github.asyncmysql.internal.value.RecordPlan.Part;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of a record: finds the conversion of each component, and follows records within the record, with what
 * their type parameters stand for.
 *
 * <p>Confined to the thread that makes the plan.
 */
final class RecordPlanner {

    private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);

    private final Type root;
    private final ValueSettings settings;
    private final List<Leaf> leaves = new ArrayList<>();
    private final Map<String, String> pathsByKey = new HashMap<>();
    private final Map<TypeVariable<?>, Type> actualTypes = new HashMap<>();
    private final Deque<Class<?>> ancestors = new ArrayDeque<>();

    private RecordPlanner(Type root, ValueSettings settings) {
        this.root = root;
        this.settings = settings;
    }

    /**
     * The plan of a record.
     *
     * @param type the class of a record, or that with type arguments
     * @throws MySqlMappingException if rows cannot be mapped to it, whatever their columns
     */
    static RecordPlan plan(Type type, ValueSettings settings) {
        RecordPlanner planner = new RecordPlanner(type, settings);
        Class<?> raw = raw(type);
        if (raw == null || !raw.isRecord()) {
            throw new IllegalArgumentException(type + " is no record");
        }
        planner.noteArguments(raw, type);
        return planner.plan(raw, "");
    }

    private RecordPlan plan(Class<?> type, String prefix) {
        if (ancestors.contains(type)) {
            throw refused("component '" + prefix.substring(0, prefix.length() - 1) + "' is a " + type.getTypeName()
                    + " within a " + type.getTypeName());
        }
        ancestors.push(type);
        int first = leaves.size();
        RecordComponent[] components = type.getRecordComponents();
        List<Part> parts = new ArrayList<>(components.length);
        for (RecordComponent component : components) {
            parts.add(part(component, prefix + component.getName()));
        }
        ancestors.pop();
        List<Leaf> own = List.copyOf(leaves.subList(first, leaves.size()));
        return new RecordPlan(type.getTypeName(), constructor(type, components), List.copyOf(parts), first, own);
    }

    private Part part(RecordComponent component, String path) {
        Type type = actual(component.getGenericType(), path);
        Type content = type;
        boolean optional = false;
        if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
            content = actual(generic.getActualTypeArguments()[0], path);
            optional = true;
        }
        ValueConversion<?> conversion = conversion(content, path);
        if (conversion != null) {
            Leaf leaf = new Leaf(leaves.size(), path, simpleName(content), conversion);
            String other = pathsByKey.putIfAbsent(leaf.key(), path);
            if (other != null) {
                throw refused("components '" + other + "' and '" + path + "' would take the same column");
            }
            leaves.add(leaf);
            return new Part(component.getType(), optional, leaf, null);
        }
        Class<?> raw = raw(content);
        if (raw != null && raw.isRecord()) {
            noteArguments(raw, content);
            return new Part(component.getType(), optional, null, plan(raw, path + "."));
        }
        throw refused("no column can be read as " + content.getTypeName() + ", the type of component '" + path + "'");
    }

    private @Nullable ValueConversion<?> conversion(Type type, String path) {
        if (type instanceof Class<?> plain) {
            return settings.conversion(plain);
        }
        Class<?> raw = raw(type);
        if (raw == null) {
            return null;
        }
        Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
        if (settings.hasCodec(raw)) {
            return settings.conversion(raw);
        }
        return arguments.length == 1 && actual(arguments[0], path) instanceof Class<?> element
                ? SetValues.conversion(raw, element)
                : null;
    }

    private static @Nullable Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : null;
    }

    private static String simpleName(Type type) {
        return type instanceof Class<?> plain ? plain.getSimpleName() : type.getTypeName();
    }

    private void noteArguments(Class<?> raw, Type type) {
        if (type instanceof ParameterizedType generic) {
            TypeVariable<?>[] variables = raw.getTypeParameters();
            for (int i = 0; i < variables.length; i++) {
                actualTypes.put(variables[i], generic.getActualTypeArguments()[i]);
            }
        }
    }

    /** What a type parameter stands for; other types are what they are. */
    private Type actual(Type type, String path) {
        Type result = type;
        while (result instanceof TypeVariable<?> variable) {
            Type known = actualTypes.get(variable);
            if (known == null) {
                throw refused("it is not known what " + variable.getName() + " stands for, the type of component '"
                        + path + "'; use a record that says so, or a row mapper");
            }
            result = known;
        }
        return result;
    }

    private MethodHandle constructor(Class<?> type, RecordComponent[] components) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asSpreader(Object[].class, types.length)
                    .asType(SPREAD);
        } catch (InaccessibleObjectException e) {
            throw refused(
                    "its constructor is not accessible; open package " + type.getPackageName() + " to "
                            + RecordPlanner.class.getModule() + " in the module's descriptor",
                    type,
                    e);
        } catch (ReflectiveOperationException e) {
            throw refused("its canonical constructor cannot be called", type, e);
        }
    }

    private MySqlMappingException refused(String why) {
        return refused(why, root, null);
    }

    private static MySqlMappingException refused(String why, Type type, @Nullable Throwable cause) {
        return new MySqlMappingException(
                "Rows cannot be mapped to record " + type.getTypeName() + ": " + why, Outcome.NOT_SENT, cause);
    }
}
