package io.github.asyncmysql.sample.web;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.sample.ledger.OverdraftException;
import io.github.asyncmysql.sample.ledger.UnknownAccountException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.support.DefaultMessageSourceResolvable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Failures as problem details (RFC 9457). Thread-safe. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger LOGGER = LoggerFactory.getLogger(Problems.class);
    private static final String RETRY_AFTER_SECONDS = "5";

    @ExceptionHandler
    ProblemDetail unknownAccount(UnknownAccountException failure) {
        return problem(HttpStatus.NOT_FOUND, "Unknown account", failure.getMessage());
    }

    @ExceptionHandler
    ProblemDetail overdraft(OverdraftException failure) {
        return problem(HttpStatus.CONFLICT, "Overdraft", failure.getMessage());
    }

    /** No connection, no answer in time, or too many fights for locks lost. */
    @ExceptionHandler({DataAccessResourceFailureException.class, TransientDataAccessException.class})
    ResponseEntity<ProblemDetail> databaseUnavailable(DataAccessException failure, ServletWebRequest request) {
        LOGGER.warn(
                "{} {} failed: {}",
                request.getHttpMethod(),
                request.getRequest().getRequestURI(),
                failure.toString());
        ResponseEntity.BodyBuilder response = ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE);
        if (!HttpMethod.GET.equals(request.getHttpMethod()) && mayHaveHappened(failure)) {
            return response.body(problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Outcome unknown",
                    "The database was lost before it had answered. Look up whether the change was made before you"
                            + " repeat it."));
        }
        return response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "Database unavailable",
                        "The database cannot be reached or is overloaded. Nothing was changed; try again later."));
    }

    private static boolean mayHaveHappened(DataAccessException failure) {
        return !(failure.getCause() instanceof MySqlException cause) || cause.outcome() == Outcome.UNKNOWN;
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        List<Map<String, String>> errors =
                failure.getAllErrors().stream().map(Problems::describe).toList();
        ProblemDetail problem = problem(
                HttpStatus.UNPROCESSABLE_CONTENT, "Invalid request", "The request is understood but not valid.");
        problem.setProperty("errors", errors);
        return handleExceptionInternal(failure, problem, headers, HttpStatus.UNPROCESSABLE_CONTENT, request);
    }

    private static Map<String, String> describe(ObjectError error) {
        String field = error instanceof FieldError fieldError ? fieldError.getField() : error.getObjectName();
        return Map.of("field", field, "message", message(error));
    }

    private static String message(DefaultMessageSourceResolvable error) {
        return Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid");
    }

    private static ProblemDetail problem(HttpStatus status, String title, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        return problem;
    }
}
