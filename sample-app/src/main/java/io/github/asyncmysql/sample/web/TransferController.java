package io.github.asyncmysql.sample.web;

import io.github.asyncmysql.sample.ledger.Ledger;
import io.github.asyncmysql.sample.ledger.NewTransfer;
import io.github.asyncmysql.sample.ledger.Transfer;
import io.github.asyncmysql.sample.ledger.TransferSearch;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** Makes, finds and exports transfers. Thread-safe. */
@RestController
@RequestMapping("/transfers")
@Tag(name = "Transfers")
class TransferController {

    private final Ledger ledger;

    TransferController(Ledger ledger) {
        this.ledger = ledger;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Move money between two accounts")
    @ApiResponse(responseCode = "201", description = "The money has moved")
    @ApiResponse(responseCode = "400", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "404", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "409", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "422", ref = ApiDescription.PROBLEM)
    CompletableFuture<Transfer> transfer(@Valid @RequestBody NewTransfer transfer) {
        return ledger.transfer(transfer);
    }

    @GetMapping
    @Operation(
            summary = "Transfers, newest first",
            description = "The header Link leads to the next page, where there may be one.")
    @ApiResponse(responseCode = "200", description = "A page")
    @ApiResponse(responseCode = "400", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "404", ref = ApiDescription.PROBLEM)
    @ApiResponse(responseCode = "422", ref = ApiDescription.PROBLEM)
    CompletableFuture<ResponseEntity<List<Transfer>>> transfers(
            @RequestParam(required = false) @Nullable Long account,
            @RequestParam(required = false) @Positive @Digits(integer = 12, fraction = 2) @Nullable BigDecimal least,
            @RequestParam(required = false) @Positive @Nullable Long before,
            @RequestParam(defaultValue = "100") @Min(1) @Max(NextPage.LARGEST) int limit,
            UriComponentsBuilder self) {
        self.path("/transfers")
                .queryParam("limit", limit)
                .queryParamIfPresent("account", Optional.ofNullable(account))
                .queryParamIfPresent("least", Optional.ofNullable(least));
        return ledger.transfers(new TransferSearch(account, least, before, limit))
                .thenApply(transfers -> NextPage.of(transfers, limit, last -> self.queryParam("before", last.id())
                        .build()
                        .toUri()));
    }

    @GetMapping(path = "/export", produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(
            summary = "Every transfer, one per line",
            description = "A client that reads slowly slows down the database's reply and costs no memory.")
    Flow.Publisher<Transfer> export() {
        return ledger.everyTransfer();
    }
}
