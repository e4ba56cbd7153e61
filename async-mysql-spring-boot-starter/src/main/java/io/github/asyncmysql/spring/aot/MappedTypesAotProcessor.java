package io.github.asyncmysql.spring.aot;

import java.lang.reflect.Type;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.util.ClassUtils;

/**
 * Registers for reflection what the code of a bean maps rows to, such as {@code User} in {@code query(User.class)}, as {@link
 * org.springframework.aot.hint.annotation.RegisterReflectionForBinding} does for types that it is told. Thread-safe.
 */
public final class MappedTypesAotProcessor implements BeanRegistrationAotProcessor {

    private final BindingReflectionHintsRegistrar registrar = new BindingReflectionHintsRegistrar();

    /** For Spring, which finds it in {@code META-INF/spring/aot.factories}. */
    public MappedTypesAotProcessor() {}

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        Set<Type> types = MappedTypes.of(ClassUtils.getUserClass(bean.getBeanClass()));
        return types.isEmpty()
                ? null
                : (generation, registration) -> registrar.registerReflectionHints(
                        generation.getRuntimeHints().reflection(), types.toArray(Type[]::new));
    }
}
