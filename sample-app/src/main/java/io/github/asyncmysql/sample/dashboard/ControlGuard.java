package io.github.asyncmysql.sample.dashboard;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Lets the controls be used from the page only. A page of another site that is open in the same browser could send requests
 * as well: browsers say with each where it comes from. And a name of another site that leads to this machine would make its page
 * look like this one, so only names of this machine itself are answered. Thread-safe.
 */
@Component
class ControlGuard implements HandlerInterceptor, WebMvcConfigurer {

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns(ControlController.PATH + "/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!THIS_MACHINE.contains(request.getServerName()) || !isFromOwnPage(request)) {
            throw new ResponseStatusException(
                    HttpStatus.FORBIDDEN, "The controls can be used from the sample's own page only.");
        }
        return true;
    }

    private static boolean isFromOwnPage(HttpServletRequest request) {
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || origin.equals(request.getScheme() + "://" + request.getHeader(HttpHeaders.HOST));
    }
}
