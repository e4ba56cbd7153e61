package io.github.asyncmysql.sample.web;

import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/**
 * Pages by key rather than by number: the next one begins behind the last row of this one, so that far pages cost no more
 * than the first and nothing is shown twice when rows are added. Stateless.
 */
final class NextPage {

    /** Rows of a page at most. */
    static final int LARGEST = 1000;

    private NextPage() {}

    /** The rows, and behind a full page the link to the next one (RFC 8288). */
    static <T> ResponseEntity<List<T>> of(List<T> rows, int limit, Function<? super T, URI> behind) {
        ResponseEntity.BodyBuilder response = ResponseEntity.ok();
        if (rows.size() == limit) {
            response.header(HttpHeaders.LINK, "<" + behind.apply(rows.get(limit - 1)) + ">; rel=\"next\"");
        }
        return response.body(rows);
    }
}
