package io.github.asyncmysql.spring;

import java.beans.PropertyDescriptor;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanUtils;
import org.springframework.core.MethodParameter;
import org.springframework.core.convert.Property;
import org.springframework.core.convert.TypeDescriptor;

/**
 * What a class is made of: the parameters of its constructor, and the properties that are set afterwards. Immutable.
 *
 * @param constructor the only public one, that of a record, or the one without parameters
 * @param parameters in order
 * @param setters the other properties that can be written, by their names as they are compared
 */
record PropertyPlan(Constructor<?> constructor, List<Part> parameters, Map<String, Setter> setters) {

    private static final ClassValue<Slot> PLANS = new ClassValue<>() {
        @Override
        protected Slot computeValue(Class<?> type) {
            return new Slot(plan(type));
        }
    };

    /** A plan, or that there is none. Immutable. */
    private record Slot(@Nullable PropertyPlan plan) {}

    /**
     * Something that takes a value. Immutable.
     *
     * @param name as it is declared
     * @param type what it takes
     */
    record Part(String name, TypeDescriptor type) {}

    /** A property that is set by a method. Immutable. */
    record Setter(Part part, Method method) {}

    /** The plan of a class; {@code null} if it cannot be made of properties. */
    static @Nullable PropertyPlan of(Class<?> type) {
        return PLANS.get(type).plan();
    }

    /** What does not count in names: case, underscores and dots, as in the driver's mapping of records. */
    static String normalize(String name) {
        return name.replace("_", "").replace(".", "").toLowerCase(Locale.ROOT);
    }

    private static @Nullable PropertyPlan plan(Class<?> type) {
        if (type.isInterface()
                || type.isArray()
                || type.isEnum()
                || Modifier.isAbstract(type.getModifiers())
                || BeanUtils.isSimpleProperty(type)) {
            return null;
        }
        Constructor<?> constructor;
        @Nullable String[] names;
        try {
            constructor = BeanUtils.getResolvableConstructor(type);
            names = BeanUtils.getParameterNames(constructor);
        } catch (IllegalStateException noneOrNoNames) {
            return null;
        }
        List<Part> parameters = new ArrayList<>(names.length);
        Map<String, Setter> setters = setters(type);
        for (int i = 0; i < names.length; i++) {
            String name = String.valueOf(names[i]);
            parameters.add(new Part(name, new TypeDescriptor(new MethodParameter(constructor, i))));
            setters.remove(normalize(name));
        }
        return parameters.isEmpty() && setters.isEmpty()
                ? null
                : new PropertyPlan(constructor, List.copyOf(parameters), Map.copyOf(setters));
    }

    private static Map<String, Setter> setters(Class<?> type) {
        Map<String, Setter> setters = new LinkedHashMap<>();
        for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
            Method method = property.getWriteMethod();
            if (method != null) {
                TypeDescriptor target = new TypeDescriptor(new Property(type, property.getReadMethod(), method));
                setters.put(normalize(property.getName()), new Setter(new Part(property.getName(), target), method));
            }
        }
        return setters;
    }
}
