package io.github.asyncmysql.sample.web;

import io.github.asyncmysql.sample.ledger.Reports;
import io.github.asyncmysql.sample.ledger.Turnover;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Reports, which may be too slow. Thread-safe. */
@RestController
@RequestMapping("/reports")
@Tag(name = "Reports")
class ReportController {

    private static final int LONGEST_SECONDS = 60;

    private final Reports reports;

    ReportController(Reports reports) {
        this.reports = reports;
    }

    @GetMapping("/turnover")
    @Operation(
            summary = "The ten accounts that have paid most",
            description = "Given up after ledger.report-timeout, with status 504.")
    @ApiResponse(responseCode = "200", description = "The report")
    @ApiResponse(responseCode = "400", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "422", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "504", ref = ApiDescription.PROBLEM)
    CompletableFuture<List<Turnover>> turnover(
            @RequestParam(defaultValue = "0") @Min(0) @Max(LONGEST_SECONDS) int delay) {
        return reports.turnover(Duration.ofSeconds(delay));
    }
}
