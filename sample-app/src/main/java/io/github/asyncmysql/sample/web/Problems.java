package io.github.asyncmysql.sample.web;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.sample.ledger.ImportException;
import io.github.asyncmysql.sample.ledger.OverdraftException;
import io.github.asyncmysql.sample.ledger.UnknownAccountException;
import jakarta.validation.ConstraintViolationException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.exc.StreamReadException;

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
        boolean late = failure instanceof QueryTimeoutException;
        HttpStatus status = late ? HttpStatus.GATEWAY_TIMEOUT : HttpStatus.SERVICE_UNAVAILABLE;
        if (!HttpMethod.GET.equals(request.getHttpMethod()) && mayHaveHappened(failure)) {
            return ResponseEntity.status(status)
                    .body(
                            problem(
                                    status,
                                    "Outcome unknown",
                                    "The database has not answered. Look up whether the change was made before you repeat it."));
        }
        if (late) {
            return ResponseEntity.status(status)
                    .body(problem(status, "Took too long", "The database was asked to stop; nothing was changed."));
        }
        return ResponseEntity.status(status)
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .body(problem(
                        status,
                        "Database unavailable",
                        "The database cannot be reached or is overloaded. Nothing was changed; try again later."));
    }

    private static boolean mayHaveHappened(DataAccessException failure) {
        return !(failure.getCause() instanceof MySqlException cause) || cause.outcome() == Outcome.UNKNOWN;
    }

    /** What stopped the import says which status. */
    @ExceptionHandler
    ProblemDetail importStopped(ImportException failure) {
        LOGGER.warn("An import has stopped after {} rows: {}", failure.imported(), String.valueOf(failure.getCause()));
        ProblemDetail problem;
        if (failure.getCause() instanceof DataAccessException) {
            problem = problem(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "Import stopped",
                    "The database was lost. The last rows sent may have been imported as well.");
        } else if (failure.getCause() instanceof ConstraintViolationException violations) {
            problem = problem(
                    HttpStatus.UNPROCESSABLE_CONTENT, "Invalid row", "The rows in front of it have been imported.");
            problem.setProperty(
                    "errors",
                    violations.getConstraintViolations().stream()
                            .map(error -> error(error.getPropertyPath().toString(), error.getMessage()))
                            .toList());
        } else if (failure.getCause() instanceof StreamReadException) {
            problem = problem(HttpStatus.BAD_REQUEST, "Unreadable row", "The rows in front of it have been imported.");
        } else {
            problem = problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "Invalid row",
                    "It has no owner and balance as they are expected.");
        }
        problem.setProperty("imported", failure.imported());
        return problem;
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(
                failure, failure.getAllErrors().stream().map(Problems::describe).toList(), headers, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException failure, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return invalid(
                failure,
                failure.getParameterValidationResults().stream()
                        .flatMap(parameter -> parameter.getResolvableErrors().stream()
                                .map(error -> error(name(parameter), message(error))))
                        .toList(),
                headers,
                request);
    }

    private @Nullable ResponseEntity<Object> invalid(
            Exception failure, List<Map<String, String>> errors, HttpHeaders headers, WebRequest request) {
        ProblemDetail problem = problem(
                HttpStatus.UNPROCESSABLE_CONTENT, "Invalid request", "The request is understood but not valid.");
        problem.setProperty("errors", errors);
        return handleExceptionInternal(failure, problem, headers, HttpStatus.UNPROCESSABLE_CONTENT, request);
    }

    private static Map<String, String> describe(ObjectError error) {
        String field = error instanceof FieldError fieldError ? fieldError.getField() : error.getObjectName();
        return error(field, message(error));
    }

    private static String name(ParameterValidationResult parameter) {
        return Objects.requireNonNullElse(parameter.getMethodParameter().getParameterName(), "parameter");
    }

    private static String message(MessageSourceResolvable error) {
        return Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid");
    }

    private static Map<String, String> error(String field, String message) {
        return Map.of("field", field, "message", message);
    }

    private static ProblemDetail problem(HttpStatus status, String title, @Nullable String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setTitle(title);
        return problem;
    }
}
