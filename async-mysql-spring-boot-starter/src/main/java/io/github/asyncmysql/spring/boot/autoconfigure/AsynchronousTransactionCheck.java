package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.spring.AsyncMySqlTransactionManager;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Refuses beans with transactional methods that return a future or a publisher and use an
 * {@link AsyncMySqlTransactionManager}: Spring would commit when the method returns, long before what it started has
 * ended. With {@code @Async} around it such a method runs on another thread, which may wait, and returns a future that is done:
 * that is watched when it returns. Used by the threads that make beans.
 */
final class AsynchronousTransactionCheck implements BeanPostProcessor, BeanFactoryAware {

    private static final List<Class<?>> ASYNCHRONOUS =
            List.of(Future.class, CompletionStage.class, Flow.Publisher.class, Publisher.class);

    private @Nullable BeanFactory beanFactory;

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        this.beanFactory = beanFactory;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        // The proxy has been made before: its creator is an ordered post-processor, and this one is not.
        if (bean instanceof Advised advised) {
            List<Advisor> outer = new ArrayList<>();
            boolean mustBeDone = false;
            for (Advisor advisor : advised.getAdvisors()) {
                if (advisor.getAdvice() instanceof TransactionInterceptor interceptor) {
                    mustBeDone |= check(AopUtils.getTargetClass(bean), interceptor, outer);
                }
                outer.add(advisor);
            }
            if (mustBeDone && !advised.isFrozen()) {
                advised.addAdvice(new DoneOnReturnInterceptor());
            }
        }
        return bean;
    }

    /**
     * Checks all methods of a type.
     *
     * @param outer what surrounds the transaction
     * @return whether some of them begin their transaction on another thread, which waits for them
     */
    private boolean check(Class<?> type, TransactionInterceptor interceptor, List<Advisor> outer) {
        TransactionAttributeSource source = interceptor.getTransactionAttributeSource();
        if (source == null) {
            return false;
        }
        boolean someOnAnotherThread = false;
        for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
            if (ASYNCHRONOUS.stream().noneMatch(result -> result.isAssignableFrom(method.getReturnType()))) {
                continue;
            }
            TransactionAttribute attribute = source.getTransactionAttribute(method, type);
            if (attribute != null && manager(interceptor, attribute, type) instanceof AsyncMySqlTransactionManager) {
                if (outer.stream().noneMatch(advisor -> runsOnAnotherThread(advisor, method, type))) {
                    throw new AsynchronousTransactionException(method, type);
                }
                someOnAnotherThread = true;
            }
        }
        return someOnAnotherThread;
    }

    /** Whether the advisor is that of {@code @Async}: what it surrounds runs, transaction and all, on an executor's thread. */
    private static boolean runsOnAnotherThread(Advisor advisor, Method method, Class<?> type) {
        return advisor.getAdvice() instanceof AsyncExecutionInterceptor
                && advisor instanceof PointcutAdvisor pointcut
                && pointcut.getPointcut().getClassFilter().matches(type)
                && pointcut.getPointcut().getMethodMatcher().matches(method, type);
    }

    // Finds the manager as TransactionAspectSupport does.
    private @Nullable TransactionManager manager(
            TransactionInterceptor interceptor, TransactionAttribute attribute, Class<?> type) {
        if (beanFactory == null) {
            return interceptor.getTransactionManager();
        }
        if (StringUtils.hasText(attribute.getQualifier())) {
            return qualified(beanFactory, attribute.getQualifier());
        }
        String typeQualifier = BeanFactoryAnnotationUtils.getQualifierValue(type);
        TransactionManager manager = StringUtils.hasText(typeQualifier) ? qualified(beanFactory, typeQualifier) : null;
        if (manager == null) {
            manager = interceptor.getTransactionManager();
        }
        return manager == null
                ? beanFactory.getBeanProvider(TransactionManager.class).getIfUnique()
                : manager;
    }

    private static @Nullable TransactionManager qualified(BeanFactory beanFactory, String qualifier) {
        try {
            return BeanFactoryAnnotationUtils.qualifiedBeanOfType(beanFactory, TransactionManager.class, qualifier);
        } catch (NoSuchBeanDefinitionException failure) {
            return null;
        }
    }
}
